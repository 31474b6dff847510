//! The confirmation of the URL. It returns an API credential, so it is separate from verifying and receiving: that code
//! can't reach it.

use super::event::confirmation;
use crate::config::deserialize;
use crate::config::value::UNKNOWN;
use crate::config::value::UntypedObject;
use crate::crypto::key::Key;
use crate::crypto::keys::KeyDigests;
use crate::error::Error;
use crate::json::{Document, Writer};
use crate::verify::body_limit::BodyLimit;
use alloc::string::String;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// An API key of isendu: the id in a confirmation, and the secret for the reply.
///
/// ```
/// let credentials = countersign::isendu::Credentials::new("0123456789abcdef0123456789abcdef", "api-secret-1");
/// ```
#[derive(Debug, Clone)]
pub struct Credentials {
    key_id: Key,
    secret: Key,
}

impl Credentials {
    /// Takes the "Client ID key" and the "Secret ID key" from isendu's dialog.
    pub fn new(key_id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self {
            key_id: key_id.into().into(),
            secret: secret.into().into(),
        }
    }
}

impl TryFrom<UntypedObject<'_>> for Credentials {
    type Error = Error;

    fn try_from(options: UntypedObject<'_>) -> Result<Self, Error> {
        let (mut key_id, mut secret) = (None, None);
        options.each(&mut |name, value| {
            match name {
                "keyId" => key_id = Some(value.text()?),
                "secret" => secret = Some(value.text()?),
                _ => return Err(UNKNOWN.into()),
            }
            Ok(())
        })?;
        Ok(Self {
            key_id: key_id.ok_or_else(|| Error::config("keyId", "is required"))?,
            secret: secret.ok_or_else(|| Error::config("secret", "is required"))?,
        })
    }
}

impl<'de> Deserialize<'de> for Credentials {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize::options(deserializer)
    }
}

/// The maximal length in JSON of one byte of text: `\u0000`.
const LONGEST_ESCAPE: usize = 6;

/// The maximal number of bytes around the secret in the reply.
const FRAME: usize = 16;

/// The reply that isendu waits for. Its body contains the API secret: do not log it.
#[derive(Clone)]
pub struct Reply {
    body: Zeroizing<String>,
}

impl Reply {
    /// The status of the reply. isendu accepts no other.
    pub const STATUS: u16 = 200;

    /// The headers to send.
    pub const HEADERS: [(&'static str, &'static str); 2] = [
        ("content-type", "application/json"),
        ("cache-control", "no-store"),
    ];

    /// Returns `{"response":"<secret>"}`.
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl core::fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("Reply(..)")
    }
}

/// Returns the reply to a confirmation. `None` if the body is not a confirmation.
///
/// The reply gives isendu the API secret, as its protocol requires. So you decide when your endpoint may answer. isendu
/// waits five seconds.
///
/// # Errors
///
/// `invalid_config` for missing credentials, and for an invalid key (see [`Key`]); the faults of the body;
/// `unknown_key_id`.
///
/// ```
/// use countersign::isendu::{Credentials, confirm};
///
/// let credentials = [Credentials::new("0123456789abcdef0123456789abcdef", "api-secret-1")];
/// let reply = confirm(br#"{"keyId":"0123456789abcdef0123456789abcdef"}"#, &credentials)?;
/// assert_eq!(reply.unwrap().body(), r#"{"response":"api-secret-1"}"#);
/// # Ok::<_, countersign::Error>(())
/// ```
pub fn confirm(body: &[u8], credentials: &[Credentials]) -> Result<Option<Reply>, Error> {
    check(credentials)?;
    answer(body, credentials)
}

/// Answers a body with checked credentials.
pub(crate) fn answer(body: &[u8], credentials: &[Credentials]) -> Result<Option<Reply>, Error> {
    BodyLimit::DEFAULT.check(body.len())?;
    let document = Document::parse(body)?;
    let Some(confirmation) = confirmation(document.root()) else {
        return Ok(None);
    };
    let key_ids = KeyDigests::of(credentials.iter().map(|known| &known.key_id));
    let position = key_ids.find(confirmation.key_id.as_bytes());
    let known = position
        .and_then(|position| credentials.get(position))
        .ok_or(Error::UnknownKeyId)?;
    reply(&known.secret).map(Some)
}

/// Checks credentials as [`confirm`] does, before a body arrives.
pub(crate) fn check(credentials: &[Credentials]) -> Result<(), Error> {
    if credentials.is_empty() {
        return Err(Error::config("credentials", "must not be an empty list"));
    }
    for (position, known) in credentials.iter().enumerate() {
        for (option, key) in [("keyId", &known.key_id), ("secret", &known.secret)] {
            if let Some(problem) = key.problem() {
                let several = credentials.len() > 1;
                return Err(Error::config(option, problem).at(several.then_some(position)));
            }
        }
    }
    Ok(())
}

fn reply(secret: &Key) -> Result<Reply, Error> {
    let response = core::str::from_utf8(secret.as_bytes());
    let response = response.map_err(|_| Error::config("secret", "must be text"))?;
    // Allocates once: a growing buffer would leave a copy of the secret behind.
    let most = response.len().saturating_mul(LONGEST_ESCAPE);
    let mut body = Writer::with_capacity(most.saturating_add(FRAME));
    body.raw("{");
    body.member("response", response);
    body.raw("}");
    Ok(Reply {
        body: body.finish().into(),
    })
}
