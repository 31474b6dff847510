//! Several shops on one server. Each has its own keys, which are looked up while the delivery waits. The code is the same for
//! every provider.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::routing::post;
use axum::{Router, serve};
use countersign::optondemand::OptOnDemand;
use countersign::reward::Reward;
use countersign::{Config, Error, Incoming, Provider, Received, Receiver};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::{RwLock, mpsc};

/// The stored part of a delivery. It borrows nothing from the request.
type Kept<P> = Received<'static, <P as Provider>::Kind<'static>>;

/// The receivers of the shops, and the queue of events.
struct Hook<P: Provider> {
    receivers: RwLock<HashMap<String, Receiver<P>>>,
    queue: mpsc::Sender<Kept<P>>,
}

impl<P: Provider> Hook<P> {
    /// Finds the receiver of a shop. Replace it with your database.
    async fn receiver(&self, shop: &str) -> Option<Receiver<P>> {
        tokio::task::yield_now().await;
        self.receivers.read().await.get(shop).cloned()
    }

    /// Verifies a delivery and queues its event.
    async fn take(&self, shop: &str, incoming: Incoming<'_>) -> Result<StatusCode, Error> {
        let Some(receiver) = self.receiver(shop).await else {
            return Ok(StatusCode::NOT_FOUND);
        };
        let received = receiver.receive(&incoming)?;
        let room = self.queue.reserve().await;
        Ok(match room {
            Ok(room) => {
                room.send(received.into_owned());
                StatusCode::OK
            }
            Err(_) => StatusCode::SERVICE_UNAVAILABLE,
        })
    }
}

async fn deliver<P: Provider>(
    State(hook): State<Arc<Hook<P>>>,
    Path(shop): Path<String>,
    parts: Parts,
    body: Bytes,
) -> StatusCode {
    match hook.take(&shop, Incoming::from_parts(&parts, &body)).await {
        Ok(status) => status,
        Err(error) => {
            StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// Makes the route of a provider, and prints the events of its queue.
fn hooks<P: Provider>(shops: [(&str, Config); 2]) -> Result<Router, Error> {
    let mut receivers = HashMap::new();
    for (shop, config) in shops {
        receivers.insert(shop.to_owned(), P::receiver(&config)?);
    }
    let (queue, mut events) = mpsc::channel::<Kept<P>>(8);
    tokio::spawn(async move {
        while let Some(received) = events.recv().await {
            println!(
                "{} {:?}",
                received.event.dedupe_key, received.verified.trust
            );
        }
    });
    let hook = Hook {
        receivers: RwLock::new(receivers),
        queue,
    };
    let path = format!("/{}/{{shop}}", P::NAME);
    Ok(Router::new()
        .route(&path, post(deliver::<P>))
        .with_state(Arc::new(hook)))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let token = |token: &str| Config::new().url_token(token).url_token_param("token");
    let reward = [
        ("north", token("tok_of_the_northern_shop")),
        ("south", token("tok_of_the_southern_shop")),
    ];
    let signed = [
        ("north", Config::new().secret("whsec_north")),
        ("south", Config::new().secret("whsec_south")),
    ];
    let app = hooks::<Reward>(reward)?.merge(hooks::<OptOnDemand>(signed)?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(serve(listener, app).await?)
}
