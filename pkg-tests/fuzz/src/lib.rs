//! What the fuzz targets hold the library against: slow and plain readers that share no code with it.

pub mod civil;
pub mod json;
pub mod receive;
pub mod shape;
