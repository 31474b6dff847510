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

/// What an export throws: a `WebhookError`, or the engine's own error as it came.
impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        WebhookError::new(
            error.code(),
            &error.to_string(),
            error.status(),
            error.retry_useful(),
            error.path(),
        )
        .into()
    }
}
