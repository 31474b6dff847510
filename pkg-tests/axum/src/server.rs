//! HTTP: requests in, answers out, until a signal comes.

use crate::hooks::{Hooks, Outcome};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::ALLOW;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use countersign::isendu::Reply;
use countersign::{DEFAULT_MAX_BODY_BYTES, Incoming};
use http_body_util::LengthLimitError;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Reads a body that is a little too large for a receiver: closing the connection while bytes still arrive would reset it,
/// and the sender could lose the answer.
const MAX_BODY_BYTES: usize = 4 * DEFAULT_MAX_BODY_BYTES;

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(15);

/// Answers deliveries until a signal arrives, and then completes those that have started.
///
/// # Errors
///
/// Those of the listener.
pub async fn serve(
    listener: TcpListener,
    hooks: Hooks,
    stopped: JoinHandle<()>,
) -> std::io::Result<()> {
    let router = Router::new()
        .route("/hooks/{provider}/{token}", any(deliver))
        .fallback(async || refuse(StatusCode::NOT_FOUND, "not_found"))
        .with_state(Arc::new(hooks));
    axum::serve(listener, router)
        .with_graceful_shutdown(async {
            let _ = stopped.await;
        })
        .await
}

async fn deliver(
    State(hooks): State<Arc<Hooks>>,
    Path((provider, _token)): Path<(String, String)>,
    request: Request,
) -> Response {
    if request.method() != Method::POST {
        let refusal = refuse(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
        return ([(ALLOW, "POST")], refusal).into_response();
    }
    let (parts, body) = request.into_parts();
    // The raw bytes: an extractor such as `Json` would parse them.
    let body = match timeout(BODY_TIME, to_bytes(body, MAX_BODY_BYTES)).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) if is_too_long(&error) => {
            return refuse(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large");
        }
        Ok(Err(_)) => return refuse(StatusCode::BAD_REQUEST, "body_broke_off"),
        Err(_) => return refuse(StatusCode::REQUEST_TIMEOUT, "body_too_slow"),
    };
    match hooks.receive(&provider, &Incoming::from_parts(&parts, &body), &body) {
        Ok(Outcome::Applied) => accept("applied", Body::empty()),
        Ok(Outcome::Duplicate) => accept("duplicate", Body::empty()),
        Ok(Outcome::Unrecognized) => accept("unrecognized", Body::empty()),
        Ok(Outcome::Confirmed(reply)) => {
            let body = Body::from(reply.body().to_owned());
            (Reply::HEADERS, accept("confirmed", body)).into_response()
        }
        Ok(Outcome::ConfirmationClosed) => refuse(StatusCode::NOT_FOUND, "confirmation_closed"),
        Ok(Outcome::NoSuchHook) => refuse(StatusCode::NOT_FOUND, "not_found"),
        Err(error) => {
            let status = StatusCode::from_u16(error.status());
            refuse(
                status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                error.code(),
            )
        }
    }
}

fn is_too_long(error: &axum::Error) -> bool {
    error
        .source()
        .is_some_and(|cause| cause.is::<LengthLimitError>())
}

/// Exactly 200: isendu accepts no other status.
fn accept(outcome: &str, body: Body) -> Response {
    log(StatusCode::OK, outcome);
    Response::new(body)
}

/// One text for every refusal: the reason is for the log, not for the sender.
fn refuse(status: StatusCode, outcome: &str) -> Response {
    log(status, outcome);
    (status, "refused").into_response()
}

/// Writes one line about a delivery: no body, no header, no URL (it holds the token).
fn log(status: StatusCode, outcome: &str) {
    println!("{} {outcome}", status.as_u16());
}

/// Returns a future that ends when a signal arrives. It installs the handlers first: an earlier signal kills the process.
pub async fn stop_signal() -> JoinHandle<()> {
    let stopped = tokio::spawn(stopped());
    tokio::task::yield_now().await;
    stopped
}

/// Waits for Ctrl-C, or to be asked to end.
async fn stopped() {
    let interrupted = async {
        // Without a handler the server can't stop gracefully, and runs until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    };
    tokio::select! {
        () = interrupted => {}
        () = terminated() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
