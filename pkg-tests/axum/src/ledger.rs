//! Records the applied events. In production it is a table, and its rows are written in the transaction of the effect.

use crate::hooks::Outcome;
use countersign::xoxoday::{self, DeliveryStatus, Kind};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[derive(Default)]
pub struct Ledger(Mutex<Books>);

#[derive(Default)]
struct Books {
    keys: HashSet<String>,
    /// The newest event of each Xoxoday order, by the order's id.
    orders: HashMap<String, xoxoday::Event<'static>>,
}

impl Ledger {
    /// Applies each part of an event with a new key. Providers repeat deliveries, and attackers can replay them.
    pub fn apply(&self, keys: impl IntoIterator<Item = String>) -> Outcome {
        let mut books = self.books();
        let mut seen = None;
        for key in keys {
            // The effect goes here. Deliveries can arrive out of order: `supersedes` tells which one is newer.
            let fresh = books.keys.insert(key);
            seen = Some(seen.unwrap_or(false) || fresh);
        }
        match seen {
            Some(false) => Outcome::Duplicate,
            _ => Outcome::Applied,
        }
    }

    /// Applies a status of a Xoxoday order. An order may return to an earlier status: then the key is known, but the event
    /// is still new. Claim an effect that must happen once by its key.
    pub fn apply_status(&self, event: xoxoday::Event<'_>) -> Outcome {
        let Kind::OrderDeliveryStatus(order) = &event.kind else {
            return self.set_aside(event.dedupe_key);
        };
        let mut books = self.books();
        let fresh = books.keys.insert(event.dedupe_key.clone());
        let known = books.orders.get(order.order_id.as_ref());
        let newer = known.map_or(Some(true), |known| xoxoday::supersedes(&event, known));
        let is_back = newer == Some(true) && known.and_then(status) != Some(order.status);
        if newer != Some(false) {
            let id = order.order_id.to_string();
            books.orders.insert(id, event.into_owned());
        }
        if fresh || is_back {
            Outcome::Applied
        } else {
            Outcome::Duplicate
        }
    }

    /// Stores an authentic event without an effect: a later version may support its kind.
    pub fn set_aside(&self, key: String) -> Outcome {
        self.apply([key]);
        Outcome::Unrecognized
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn status(event: &xoxoday::Event<'_>) -> Option<DeliveryStatus> {
    match &event.kind {
        Kind::OrderDeliveryStatus(order) => Some(order.status),
        _ => None,
    }
}
