//! Checks that hold for every body, genuine or not.

use crate::json::{Tree, read};
use countersign::{Error, Event, Received, Verified};
use serde::Serialize;

/// Checks one body. A genuine delivery of it is received exactly if it can be parsed, and gives the same event. A
/// forged one is refused with `refusal` for any body.
///
/// # Panics
///
/// If one of these doesn't hold: that is a finding.
pub fn check<'a, Kind: Serialize + PartialEq + std::fmt::Debug>(
    parsed: Result<Event<'a, Kind>, Error>,
    genuine: Result<Received<'a, Kind>, Error>,
    verified: &Result<Verified, Error>,
    forged: Result<Received<'a, Kind>, Error>,
    refusal: &Error,
) -> Option<Event<'a, Kind>> {
    assert_eq!(forged.as_ref().err(), Some(refusal));
    let verified = *verified.as_ref().expect("a genuine delivery verifies");
    match (parsed, genuine) {
        (Ok(event), Ok(received)) => {
            assert_eq!(received.event, event);
            assert_eq!(received.verified, verified);
            check_json(&event, &received);
            Some(event)
        }
        (Err(parsed), Err(received)) => {
            assert_eq!(parsed, received);
            assert_eq!(parsed.status(), 422, "{parsed}");
            None
        }
        (parsed, genuine) => panic!("parse gives {parsed:?}, receive {genuine:?}"),
    }
}

fn check_json<Kind: Serialize>(event: &Event<'_, Kind>, received: &Received<'_, Kind>) {
    let text = received.to_json();
    let tree = read(&text).expect("an event is JSON");
    assert!(!tree.has_duplicate(), "{text}");
    assert_eq!(tree.get("payload"), read(event.payload.as_str()).as_ref());
    assert_eq!(
        tree.get("provider"),
        Some(&Tree::Text(event.provider.into()))
    );
    assert_eq!(
        tree.get("dedupeKey"),
        Some(&Tree::Text(event.dedupe_key.clone()))
    );
    assert!(event.dedupe_key.starts_with(event.provider));
    assert!(tree.get("kind").is_some() && tree.get("trust").is_some());
}
