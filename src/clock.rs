//! The one place that reads the clock, and only where nobody passes the time.

/// Returns the milliseconds since 1970-01-01T00:00:00Z. There is no clock without `std`, and on wasm32-unknown-unknown
/// the one of `std` panics.
#[cfg(not(all(target_arch = "wasm32", feature = "js")))]
pub(crate) fn now_ms() -> Option<f64> {
    #[cfg(feature = "std")]
    if !cfg!(all(target_arch = "wasm32", target_os = "unknown")) {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seconds = since_1970.map_or_else(
            |error| -error.duration().as_secs_f64(),
            |elapsed| elapsed.as_secs_f64(),
        );
        return Some(seconds * 1000.0);
    }
    None
}

#[cfg(all(target_arch = "wasm32", feature = "js"))]
std::thread_local! {
    static NOW: core::cell::Cell<Option<f64>> = const { core::cell::Cell::new(None) };
}

/// Takes the time from JavaScript, which passes it with each call.
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub(crate) fn set(milliseconds: f64) {
    NOW.set(Some(milliseconds));
}

/// Returns the time that JavaScript has passed.
#[cfg(all(target_arch = "wasm32", feature = "js"))]
pub(crate) fn now_ms() -> Option<f64> {
    NOW.get()
}
