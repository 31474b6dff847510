//! Evidence: facts beyond the delivery and the configuration.

use super::result::Searched;
use crate::crypto::key::Key;
use alloc::string::String;
use alloc::vec::Vec;

/// The reply that was sent to isendu's confirmation.
#[derive(Debug, Clone)]
pub struct SentReply {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: Option<u64>,
}

/// Facts beyond the delivery and the configuration. All are optional.
#[non_exhaustive]
#[derive(Clone, Default)]
pub struct Evidence<'e> {
    pub(crate) original: Option<&'e [u8]>,
    pub(crate) other_keys: Vec<(String, Key)>,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) credentials: Vec<(String, String)>,
    pub(crate) reply: Option<SentReply>,
    pub(crate) candidates: Vec<(String, Vec<u8>)>,
    pub(crate) deep: bool,
    pub(crate) max_hashed_bytes: Option<u64>,
    pub(crate) progress: Option<&'e dyn Fn(&Searched) -> bool>,
}

impl<'e> Evidence<'e> {
    /// Starts without any evidence.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the body that was sent, from a tunnel or the sender's log.
    #[must_use]
    pub fn original(mut self, body: &'e [u8]) -> Self {
        self.original = Some(body);
        self
    }

    /// Adds another key to try, with a name that may be shown.
    #[must_use]
    pub fn other_key(mut self, name: impl Into<String>, key: impl Into<Key>) -> Self {
        self.other_keys.push((name.into(), key.into()));
        self
    }

    /// Adds a header of the request. [`Headers`](crate::Headers) only finds a header by its name. With these, the search
    /// also looks under all other names.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Adds the key id and the secret of an isendu API key. The body is then a confirmation.
    #[must_use]
    pub fn credentials(mut self, key_id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.credentials.push((key_id.into(), secret.into()));
        self
    }

    /// Adds your reply to the confirmation.
    #[must_use]
    pub fn reply(mut self, reply: SentReply) -> Self {
        self.reply = Some(reply);
        self
    }

    /// Adds a body that you derived from the received one, with the id of its finding: `body_compressed` (inflated or
    /// deflated) or `body_normalized` (in another Unicode form).
    #[must_use]
    pub fn candidate(mut self, id: impl Into<String>, body: impl Into<Vec<u8>>) -> Self {
        self.candidates.push((id.into(), body.into()));
        self
    }

    /// Searches longer: up to 1 GiB of hashed bytes, not 64 MiB.
    #[must_use]
    pub fn deep(mut self) -> Self {
        self.deep = true;
        self
    }

    /// Limits the search by the number of hashed bytes.
    #[must_use]
    pub fn max_hashed_bytes(mut self, bytes: u64) -> Self {
        self.max_hashed_bytes = Some(bytes);
        self
    }

    /// Sets a function that is called during the search. It stops the search by returning false.
    #[must_use]
    pub fn on_progress(mut self, progress: &'e dyn Fn(&Searched) -> bool) -> Self {
        self.progress = Some(progress);
        self
    }
}
