//! Events that outlive their body.

use super::time::LocalDateTime;
use crate::json::Number;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

/// A value that borrows from a body and can be copied to own all its data.
///
/// Events and their parts also have this as a plain method, which needs no import. Use the trait in code that is
/// generic over [`Provider`](crate::Provider).
///
/// ```
/// use countersign::{ParseOptions, xoxoday};
///
/// fn read(body: Vec<u8>) -> Result<xoxoday::Event<'static>, countersign::Error> {
///     Ok(xoxoday::parse(&body, &ParseOptions::new())?.into_owned())
/// }
/// # assert!(read(b"{}".to_vec()).is_ok());
/// ```
pub trait IntoOwned {
    /// The same type without borrowed data.
    type Owned: 'static;

    /// Copies all borrowed data.
    fn into_owned(self) -> Self::Owned;
}

impl IntoOwned for Cow<'_, str> {
    type Owned = Cow<'static, str>;

    fn into_owned(self) -> Cow<'static, str> {
        Cow::Owned(self.into_owned())
    }
}

impl<T: IntoOwned> IntoOwned for Option<T> {
    type Owned = Option<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        self.map(T::into_owned)
    }
}

impl<T: IntoOwned> IntoOwned for Vec<T> {
    type Owned = Vec<T::Owned>;

    fn into_owned(self) -> Self::Owned {
        self.into_iter().map(T::into_owned).collect()
    }
}

impl IntoOwned for Number<'_> {
    type Owned = Number<'static>;

    fn into_owned(self) -> Self::Owned {
        self.into_owned()
    }
}

/// Implements [`IntoOwned`] for types that borrow nothing.
macro_rules! owned_already {
    ($($name:ty),* $(,)?) => {
        $(impl crate::event::owned::IntoOwned for $name {
            type Owned = Self;

            fn into_owned(self) -> Self {
                self
            }
        })*
    };
}
pub(crate) use owned_already;

owned_already!(String, bool, i64, &'static str, LocalDateTime);

/// Implements [`IntoOwned`] for a struct with named fields.
macro_rules! into_owned {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $name<'_> {
            /// Copies all borrowed text, so that the value can outlive the body.
            pub fn into_owned(self) -> $name<'static> {
                $name { $($field: crate::event::owned::IntoOwned::into_owned(self.$field)),* }
            }
        }

        impl crate::event::owned::IntoOwned for $name<'_> {
            type Owned = $name<'static>;

            fn into_owned(self) -> Self::Owned {
                self.into_owned()
            }
        }
    };
}
pub(crate) use into_owned;
