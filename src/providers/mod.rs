//! The list of providers. To add one, add a folder, and a word here.

pub mod custom;
pub(crate) mod custom_event;
pub(crate) mod entry_points;
pub(crate) mod provider;

/// Declares the modules, and everything that covers all providers.
macro_rules! providers {
    ($($name:ident),*) => {
        $(pub mod $name;)*

        /// The rules of all providers.
        #[cfg(feature = "diagnose")]
        pub(crate) const ALL_RULES: &[&crate::verify::scheme::Rules] = &[$($name::RULES),*];

        /// Calls a macro with the modules of all providers.
        #[doc(hidden)]
        #[macro_export]
        macro_rules! with_providers {
            ($then:ident) => { $then! { $($name),* } };
        }
    };
}

providers!(isendu, optondemand, reward, xoxoday);

// After the list, which it uses.
pub mod testing;
