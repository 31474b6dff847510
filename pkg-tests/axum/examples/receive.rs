//! Receives Reward's webhooks at /hooks/<token> and appends each event to events.json.

use axum::http::{StatusCode, request::Parts};
use axum::{Router, body::Bytes, extract::State, routing::post};
use countersign::{Config, Incoming, reward};
use std::{env, error::Error, io};
use tokio::{fs::File, io::AsyncWriteExt, net::TcpListener};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let config =
        Config::new().url_token(env::var("REWARD_URL_TOKEN").map_err(|_| "set REWARD_URL_TOKEN")?);
    let hook = post(deliver).with_state(reward::receiver(&config)?);
    let address = env::var("LISTEN").unwrap_or("127.0.0.1:8080".into());
    let listener = TcpListener::bind(address).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, Router::new().route("/hooks/{token}", hook)).await?)
}

type Receiver = State<reward::Receiver>;

async fn deliver(State(receiver): Receiver, parts: Parts, body: Bytes) -> StatusCode {
    let status = match receiver.receive(&Incoming::from_parts(&parts, &body)) {
        // 200 says that you have it. After anything else the provider sends it again.
        Ok(received) => store(&received).await.map_or(503, |()| 200),
        Err(error) => {
            eprintln!("{}: {error}", error.code()); // for your log only
            error.status()
        }
    };
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

async fn store(received: &reward::Received<'_>) -> io::Result<()> {
    let mut options = File::options();
    let mut file = options
        .create(true)
        .append(true)
        .open("events.json")
        .await?;
    file.write_all((received.to_json() + "\n").as_bytes())
        .await?;
    file.sync_all().await
}
