//! Reads the environment. A missing secret must stop the start-up, and not leave a hook with one check fewer.

use crate::hooks::Hooks;
use crate::ledger::Ledger;
use countersign::isendu::{self, Credentials};
use countersign::{Config, Error, optondemand, reward, xoxoday};
use std::env::{self, VarError};

/// The address, and the receivers.
pub struct Settings {
    pub port: u16,
    pub hooks: Hooks,
}

impl Settings {
    /// Reads the environment.
    ///
    /// # Errors
    ///
    /// The variable that is missing or unusable, and why; never its value.
    pub fn from_env() -> Result<Self, String> {
        let port = optional("PORT")?.map_or(Ok(8080), |port| {
            let problem = |_| "PORT must be a number from 0 to 65535".to_owned();
            port.parse().map_err(problem)
        });
        let with_token = |variable| Ok::<_, String>(Config::new().url_token(required(variable)?));
        let hooks = Hooks {
            isendu: isendu::receiver(&with_token("ISENDU_URL_TOKEN")?).map_err(of("isendu"))?,
            optondemand: optondemand::receiver(
                &with_token("OPTONDEMAND_URL_TOKEN")?.secret(required("OPTONDEMAND_SECRET")?),
            )
            .map_err(of("optondemand"))?,
            reward: reward::receiver(&with_token("REWARD_URL_TOKEN")?).map_err(of("reward"))?,
            xoxoday: xoxoday::receiver(
                &with_token("XOXODAY_URL_TOKEN")?.api_key(required("XOXODAY_API_KEY")?),
            )
            .map_err(of("xoxoday"))?,
            confirmation: confirmation()?,
            ledger: Ledger::default(),
        };
        Ok(Self { port: port?, hooks })
    }
}

/// Returns isendu's API key. Both of its parts are set, or neither.
fn confirmation() -> Result<Option<Credentials>, String> {
    if optional("ISENDU_KEY_ID")?.is_none() && optional("ISENDU_SECRET")?.is_none() {
        return Ok(None);
    }
    let (key_id, secret) = (required("ISENDU_KEY_ID")?, required("ISENDU_SECRET")?);
    Ok(Some(Credentials::new(key_id, secret)))
}

fn required(variable: &str) -> Result<String, String> {
    optional(variable)?.ok_or_else(|| format!("{variable} is not set; --help lists what is needed"))
}

/// Reads a variable; an empty one counts as missing.
fn optional(variable: &str) -> Result<Option<String>, String> {
    match env::var(variable) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(format!("{variable} is no text")),
    }
}

fn of(provider: &str) -> impl FnOnce(Error) -> String {
    move |error| format!("{provider}: {error}")
}
