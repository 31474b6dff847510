//! The npm package. Its Rust half is the border, `boundary`, where each file stands beside its counterpart in JavaScript.

mod boundary;
