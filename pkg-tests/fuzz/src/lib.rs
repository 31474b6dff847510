//! Slow and simple readers that share no code with the library. The fuzz targets compare the library with them.

pub mod civil;
pub mod json;
pub mod receive;
pub mod shape;
