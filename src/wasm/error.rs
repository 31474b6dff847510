//! Errors on their way to JavaScript.

use crate::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/wasm/boundary.js")]
extern "C" {
    /// The class that JavaScript callers know.
    pub type WebhookError;

    #[wasm_bindgen(constructor)]
    fn new(
        code: &str,
        message: &str,
        status: u16,
        retry_useful: bool,
        path: Option<&str>,
    ) -> WebhookError;
}

impl From<Error> for WebhookError {
    fn from(error: Error) -> Self {
        Self::new(
            error.code(),
            &error.to_string(),
            error.status(),
            error.retry_useful(),
            error.path(),
        )
    }
}
