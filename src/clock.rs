//! The one place that reads the clock, and only where nobody passes the time.

/// Returns the milliseconds since 1970-01-01T00:00:00Z, or none where there is no clock.
#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub(crate) fn now_ms() -> Option<f64> {
    let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = since_1970.map_or_else(
        |error| -error.duration().as_secs_f64(),
        |elapsed| elapsed.as_secs_f64(),
    );
    Some(seconds * 1000.0)
}

/// Asks JavaScript: the clock of `std` panics here.
#[cfg(all(target_arch = "wasm32", target_os = "unknown", feature = "js"))]
pub(crate) fn now_ms() -> Option<f64> {
    Some(crate::wasm::now_ms())
}

/// Tells no time: the clock of `std` panics here.
#[cfg(all(target_arch = "wasm32", target_os = "unknown", not(feature = "js")))]
pub(crate) fn now_ms() -> Option<f64> {
    None
}
