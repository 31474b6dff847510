//! The one place that reads the clock, and only where nobody passes the time.

/// Returns the milliseconds since 1970-01-01T00:00:00Z.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn now_ms() -> f64 {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since_1970.map_or_else(
        |error| -error.duration().as_secs_f64(),
        |elapsed| elapsed.as_secs_f64(),
    ) * 1000.0
}

#[cfg(target_arch = "wasm32")]
pub(crate) use crate::wasm::now_ms;
