//! Processes deliveries, independently of the server.

use crate::ledger::Ledger;
use countersign::isendu::{Credentials, Reply};
use countersign::{Error, Incoming, isendu, optondemand, reward, xoxoday};

/// The receivers, each made once, and what they share.
pub struct Hooks {
    pub isendu: isendu::Receiver,
    pub optondemand: optondemand::Receiver,
    pub reward: reward::Receiver,
    pub xoxoday: xoxoday::Receiver,
    /// isendu's API key, if confirmations may be answered.
    pub confirmation: Option<Credentials>,
    pub ledger: Ledger,
}

/// The outcome of a delivery.
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
    /// Those of the receiver. An authentic but unreadable delivery stays unreadable when it is repeated: in production,
    /// store its bytes, raise an alert and answer 200.
    pub fn receive(
        &self,
        provider: &str,
        incoming: &Incoming<'_>,
        body: &[u8],
    ) -> Result<Outcome, Error> {
        match provider {
            "isendu" => {
                let event = self.isendu.receive(incoming)?.event;
                let key = event.dedupe_key;
                match event.kind {
                    isendu::Kind::Batch(batch) => {
                        let orders = batch.orders.into_iter().map(|order| order.dedupe_key);
                        let trackings = batch.trackings.into_iter().map(|item| item.dedupe_key);
                        // A retry won't help a part that can't be parsed: a person has to look at it.
                        let rejected = batch.rejected.into_iter();
                        let rejected = rejected.map(|part| format!("{key}/{}", part.path));
                        Ok(self.ledger.apply(orders.chain(trackings).chain(rejected)))
                    }
                    isendu::Kind::Confirmation(_) => self.confirm(body),
                    _ => Ok(self.ledger.set_aside(key)),
                }
            }
            "optondemand" => {
                let event = self.optondemand.receive(incoming)?.event;
                Ok(match event.kind {
                    optondemand::Kind::OrderStatusUpdated(_) => {
                        self.ledger.apply([event.dedupe_key])
                    }
                    _ => self.ledger.set_aside(event.dedupe_key),
                })
            }
            "reward" => {
                let event = self.reward.receive(incoming)?.event;
                Ok(match event.kind {
                    reward::Kind::TriggerEventCreated(_) => self.ledger.apply([event.dedupe_key]),
                    // Two events may report one transaction, and its points must be booked once. An event's id may look like the
                    // key of a transaction: the two are kept apart.
                    reward::Kind::CreditPointsIssued(points) => {
                        let booking = format!("booking {}", points.transaction_key);
                        self.ledger.apply([booking])
                    }
                    _ => self.ledger.set_aside(event.dedupe_key),
                })
            }
            "xoxoday" => {
                let event = self.xoxoday.receive(incoming)?.event;
                Ok(match event.kind {
                    xoxoday::Kind::OrderDeliveryStatus(_) => self.ledger.apply_status(event),
                    _ => self.ledger.set_aside(event.dedupe_key),
                })
            }
            _ => Ok(Outcome::NoSuchHook),
        }
    }

    /// Returns the API secret, as isendu's protocol requires.
    fn confirm(&self, body: &[u8]) -> Result<Outcome, Error> {
        let Some(credentials) = &self.confirmation else {
            return Ok(Outcome::ConfirmationClosed);
        };
        let reply = isendu::confirm(body, std::slice::from_ref(credentials))?;
        Ok(reply.map_or(Outcome::Unrecognized, Outcome::Confirmed))
    }
}
