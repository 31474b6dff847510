//! An example: an axum server that receives the webhooks of all four providers. `axum.test.mjs` sends it deliveries.

mod hooks;
mod ledger;
mod server;
mod settings;

use settings::Settings;
use std::process::ExitCode;
use tokio::net::TcpListener;

const HELP: &str = "\
Receives webhooks at http://127.0.0.1:<PORT>/hooks/<provider>/<token>

Environment:
  PORT                   8080 unless it is set; 0 takes any that is free
  ISENDU_URL_TOKEN       the token in the URL, at least 16 characters; so, too, for the others
  OPTONDEMAND_URL_TOKEN
  REWARD_URL_TOKEN
  XOXODAY_URL_TOKEN
  OPTONDEMAND_SECRET     the key of the signature
  XOXODAY_API_KEY        the value of x-api-key
  ISENDU_KEY_ID          both only while the isendu integration is being saved:
  ISENDU_SECRET          the answer to its confirmation discloses the secret
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        None => {}
        Some("--help" | "-h") => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Some(_) => {
            eprint!("There are no arguments but --help.\n\n{HELP}");
            return ExitCode::from(2);
        }
    }
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let Settings { port, hooks } = Settings::from_env()?;
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| format!("port {port}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let stopped = server::stop_signal().await;
    println!("listening on http://{address}");
    server::serve(listener, hooks, stopped)
        .await
        .map_err(|error| error.to_string())
}
