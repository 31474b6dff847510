//! The list of providers. One more is one folder and one word here.

pub mod custom;
pub(crate) mod entry_points;
pub(crate) mod provider;

/// Declares the modules, and what goes through all of them.
macro_rules! providers {
    ($($name:ident),*) => {
        $(pub mod $name;)*

        /// The rules of each.
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

// Behind the list, which it goes through.
pub mod testing;
