//! serde's data model on the writer, for the few types in events.
//!
//! serde_json's serializer would work, and the tests compare with it. But it supports every type, writer and format,
//! and so needs more code.

use super::writer::Writer;
use core::fmt;
use serde::ser::{self, Serialize};

/// Marks a token in serde's data model. The name is serde_json's own, so that both write the token unchanged.
pub(crate) const RAW: &str = "$serde_json::private::RawValue";

/// A type that events do not use.
#[derive(Debug)]
pub(crate) struct UnsupportedType;

impl fmt::Display for UnsupportedType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("no event has a value of this type")
    }
}

impl core::error::Error for UnsupportedType {}

impl ser::Error for UnsupportedType {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

/// An open list or object, and its closing bracket.
pub(crate) struct Open<'w> {
    writer: &'w mut Writer,
    close: &'static str,
}

impl<'w> Open<'w> {
    fn new(writer: &'w mut Writer, open: &str, close: &'static str) -> Self {
        writer.raw(open);
        Self { writer, close }
    }

    fn object(writer: &'w mut Writer) -> Self {
        if core::mem::take(&mut writer.flatten_next) {
            Self::new(writer, "", "")
        } else {
            Self::new(writer, "{", "}")
        }
    }

    fn close(self) {
        self.writer.raw(self.close);
    }
}

type Result<T> = core::result::Result<T, UnsupportedType>;

impl<'w> ser::Serializer for &'w mut Writer {
    type Ok = ();
    type Error = UnsupportedType;
    type SerializeSeq = Open<'w>;
    type SerializeMap = Open<'w>;
    type SerializeStruct = Open<'w>;
    type SerializeTuple = ser::Impossible<(), UnsupportedType>;
    type SerializeTupleStruct = ser::Impossible<(), UnsupportedType>;
    type SerializeTupleVariant = ser::Impossible<(), UnsupportedType>;
    type SerializeStructVariant = ser::Impossible<(), UnsupportedType>;

    fn serialize_bool(self, value: bool) -> Result<()> {
        self.raw(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<()> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<()> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<()> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<()> {
        self.integer(value);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<()> {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<()> {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<()> {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<()> {
        self.serialize_i64(i64::try_from(value).map_err(|_| UnsupportedType)?)
    }

    fn serialize_f32(self, _: f32) -> Result<()> {
        Err(UnsupportedType)
    }

    fn serialize_f64(self, _: f64) -> Result<()> {
        Err(UnsupportedType)
    }

    fn serialize_char(self, _: char) -> Result<()> {
        Err(UnsupportedType)
    }

    fn serialize_str(self, value: &str) -> Result<()> {
        if core::mem::take(&mut self.raw) {
            self.raw(value);
        } else {
            self.string(value);
        }
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<()> {
        Err(UnsupportedType)
    }

    fn serialize_none(self) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<()> {
        self.raw("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<()> {
        self.serialize_str(name)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<()> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<()> {
        Err(UnsupportedType)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'w>> {
        Ok(Open::new(self, "[", "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple> {
        Err(UnsupportedType)
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct> {
        Err(UnsupportedType)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant> {
        Err(UnsupportedType)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'w>> {
        Ok(Open::object(self))
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Open<'w>> {
        self.raw = name == RAW;
        Ok(if self.raw {
            Open::new(self, "", "")
        } else {
            Open::object(self)
        })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant> {
        Err(UnsupportedType)
    }
}

impl ser::SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = UnsupportedType;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.writer.comma();
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<()> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = UnsupportedType;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.writer.comma();
        key.serialize(&mut *self.writer)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.writer.text.push(b':');
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<()> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = UnsupportedType;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<()> {
        if !self.writer.raw {
            self.writer.name(name);
        }
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<()> {
        self.close();
        Ok(())
    }
}
