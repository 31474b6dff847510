//! The only place that reads the clock. It does so only if the caller passes no time.

/// Returns the milliseconds since 1970-01-01T00:00:00Z. There is no clock without `std`, and on wasm32-unknown-unknown
/// the one of `std` panics: the time comes with the delivery there.
pub(crate) fn now_ms() -> Option<f64> {
    #[cfg(all(
        feature = "std",
        not(all(target_arch = "wasm32", target_os = "unknown"))
    ))]
    {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let seconds = since_1970.map_or_else(
            |error| -error.duration().as_secs_f64(),
            |elapsed| elapsed.as_secs_f64(),
        );
        Some(seconds * 1000.0)
    }
    #[cfg(not(all(
        feature = "std",
        not(all(target_arch = "wasm32", target_os = "unknown"))
    )))]
    None
}
