//! Strict JSON: RFC 8259 without extensions, restricted by I-JSON (RFC 7493) where parsers would disagree.
//!
//! ```text
//! body ──► UTF-8, one BOM skipped ──► scan: grammar, depth, duplicate keys, unsafe numbers ──► Document
//!                                                                                  Document ──► Value (fields)
//!                                                                                           └─► Payload (the text)
//! ```
//!
//! One pass over the text validates everything and builds an index of its values. So reading a field later neither
//! parses nor copies. All of it is safe to call on untrusted input: time and memory are linear in the length, nothing
//! recurses, nothing panics.

mod document;
mod duplicate_keys;
mod grammar;
mod lexer;
mod number;
mod parser;
mod plain;
mod serializer;
mod string;
mod writer;

pub use document::{Document, Value};
pub use number::Number;
pub(crate) use serializer::RAW;
pub(crate) use writer::Writer;
