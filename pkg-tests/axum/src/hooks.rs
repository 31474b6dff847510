//! What is done with a delivery, whichever server has taken it.

use countersign::isendu::{Credentials, Reply};
use countersign::{Error, Incoming, isendu, optondemand, reward, xoxoday};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// The receivers, each made once, and what they share.
pub struct Hooks {
    pub isendu: isendu::Receiver,
    pub optondemand: optondemand::Receiver,
    pub reward: reward::Receiver,
    pub xoxoday: xoxoday::Receiver,
    /// isendu's API key, while its confirmation may be answered.
    pub confirmation: Option<Credentials>,
    pub ledger: Ledger,
}

/// What has become of a delivery.
pub enum Outcome {
    Applied,
    Duplicate,
    Unrecognized,
    Confirmed(Reply),
    ConfirmationClosed,
    NoSuchHook,
}

impl Hooks {
    /// Verifies a delivery, reads its event and applies it.
    ///
    /// # Errors
    ///
    /// Those of the receiver. One that is authentic but unreadable comes again as it is: in production store its bytes,
    /// raise an alert and answer 200.
    pub fn receive(
        &self,
        provider: &str,
        incoming: &Incoming<'_>,
        body: &[u8],
    ) -> Result<Outcome, Error> {
        match provider {
            "isendu" => match self.isendu.receive(incoming)?.event.kind {
                isendu::Kind::Batch(batch) => {
                    let orders = batch.orders.into_iter().map(|order| order.dedupe_key);
                    let trackings = batch.trackings.into_iter().map(|item| item.dedupe_key);
                    Ok(self.ledger.apply(orders.chain(trackings)))
                }
                isendu::Kind::Confirmation(_) => self.confirm(body),
                _ => Ok(Outcome::Unrecognized),
            },
            "optondemand" => {
                let event = self.optondemand.receive(incoming)?.event;
                match event.kind {
                    optondemand::Kind::OrderStatusUpdated(_) => {
                        Ok(self.ledger.apply([event.dedupe_key]))
                    }
                    _ => Ok(Outcome::Unrecognized),
                }
            }
            "reward" => {
                let event = self.reward.receive(incoming)?.event;
                match event.kind {
                    reward::Kind::TriggerEventCreated(_) => {
                        Ok(self.ledger.apply([event.dedupe_key]))
                    }
                    // Two events may report one transaction, and its points must be booked once.
                    reward::Kind::CreditPointsIssued(points) => {
                        Ok(self.ledger.apply([points.transaction_key]))
                    }
                    _ => Ok(Outcome::Unrecognized),
                }
            }
            "xoxoday" => {
                let event = self.xoxoday.receive(incoming)?.event;
                match event.kind {
                    xoxoday::Kind::OrderDeliveryStatus(_) => {
                        Ok(self.ledger.apply([event.dedupe_key]))
                    }
                    _ => Ok(Outcome::Unrecognized),
                }
            }
            _ => Ok(Outcome::NoSuchHook),
        }
    }

    /// Hands out the API secret, which is what isendu's protocol asks for.
    fn confirm(&self, body: &[u8]) -> Result<Outcome, Error> {
        let Some(credentials) = &self.confirmation else {
            return Ok(Outcome::ConfirmationClosed);
        };
        let reply = isendu::confirm(body, std::slice::from_ref(credentials))?;
        Ok(reply.map_or(Outcome::Unrecognized, Outcome::Confirmed))
    }
}

/// The keys of all that has been applied. It stands for a table with a unique key: in production the key is inserted in
/// the transaction of the effect, and kept for longer than the provider goes on retrying.
#[derive(Default)]
pub struct Ledger(Mutex<HashSet<String>>);

impl Ledger {
    /// Applies each part of an event whose key is new: deliveries are repeated, and can be replayed.
    fn apply(&self, keys: impl IntoIterator<Item = String>) -> Outcome {
        let mut applied = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = None;
        for key in keys {
            // The effect goes here. Deliveries also overtake each other: `supersedes` tells which one counts.
            let fresh = applied.insert(key);
            seen = Some(seen.unwrap_or(false) || fresh);
        }
        match seen {
            Some(false) => Outcome::Duplicate,
            _ => Outcome::Applied,
        }
    }
}
