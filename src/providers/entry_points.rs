//! The functions that every provider has under the same names, with examples of its own.

/// Defines the functions.
///
/// The provider passes the parts of the examples: a genuine delivery (`body`, `incoming`, `config`), its trust, and the
/// key of its event.
macro_rules! entry_points {
    (
        $(#[doc = $delivery:literal])*
        $provider:ident in $module:ident, $trust:ident, $dedupe_key:literal
    ) => {
        /// The provider's rules, for the list of all providers.
        #[cfg(feature = "diagnose")]
        pub(crate) const RULES: &crate::verify::scheme::Rules =
            &<$provider as crate::providers::provider::Definition>::RULES;

        #[cfg(all(target_arch = "wasm32", feature = "js"))]
        pub(crate) type This = $provider;

        #[cfg(all(target_arch = "wasm32", feature = "types"))]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const TYPES: &str = include_str!("types.d.ts");

        crate::providers::entry_points::signing!($trust, $provider in $module);

        impl crate::providers::provider::Provider for $provider {
            type Kind<'a> = Kind<'a>;
        }

        /// An event of this provider.
        pub type Event<'a> = crate::event::Event<'a, Kind<'a>>;

        /// An event of this provider, and its proof.
        pub type Received<'a> = crate::event::Received<'a, Kind<'a>>;

        /// A checked configuration of this provider.
        pub type Receiver = crate::providers::provider::Receiver<$provider>;

        crate::providers::entry_points::documented! {
            /// Checks a configuration once and prepares its keys.
            ///
            /// # Errors
            ///
            /// `invalid_config`, which names the option.
            ///
            /// ```
            $(#[doc = $delivery])*
            ///
            #[doc = concat!(" let receiver = countersign::", stringify!($module), "::receiver(&config)?;")]
            /// for _attempt in 0..3 {
            #[doc = concat!("     assert_eq!(receiver.receive(&incoming)?.event.dedupe_key, \"", $dedupe_key, "\");")]
            /// }
            /// # Ok::<_, countersign::Error>(())
            /// ```
            pub fn receiver(config: &crate::config::Config) -> Result<Receiver, crate::error::Error> {
                Receiver::new(config)
            }
        }

        crate::providers::entry_points::documented! {
            /// Verifies a delivery and returns what is proven about it; see
            /// [`Receiver::verify`](crate::Receiver::verify).
            ///
            /// # Errors
            ///
            /// `invalid_config`, then those of [`Receiver::verify`](crate::Receiver::verify).
            ///
            /// ```
            $(#[doc = $delivery])*
            ///
            #[doc = concat!(" let verified = countersign::", stringify!($module), "::verify(&incoming, &config)?;")]
            #[doc = concat!(" assert_eq!(verified.trust, countersign::Trust::", stringify!($trust), ");")]
            /// # Ok::<_, countersign::Error>(())
            /// ```
            pub fn verify(
                incoming: &crate::verify::incoming::Incoming<'_>,
                config: &crate::config::Config,
            ) -> Result<crate::verify::proof::Verified, crate::error::Error> {
                receiver(config)?.verify(incoming)
            }
        }

        crate::providers::entry_points::documented! {
            /// Verifies a delivery, then parses the event from the same bytes; see
            /// [`Receiver::receive`](crate::Receiver::receive).
            ///
            /// # Errors
            ///
            /// `invalid_config`, then those of [`Receiver::receive`](crate::Receiver::receive).
            ///
            /// ```
            $(#[doc = $delivery])*
            ///
            #[doc = concat!(" let received = countersign::", stringify!($module), "::receive(&incoming, &config)?;")]
            #[doc = concat!(" assert_eq!(received.verified.trust, countersign::Trust::", stringify!($trust), ");")]
            #[doc = concat!(" assert_eq!(received.event.dedupe_key, \"", $dedupe_key, "\");")]
            /// # Ok::<_, countersign::Error>(())
            /// ```
            pub fn receive<'a>(
                incoming: &crate::verify::incoming::Incoming<'a>,
                config: &crate::config::Config,
            ) -> Result<Received<'a>, crate::error::Error> {
                receiver(config)?.receive(incoming)
            }
        }

        /// Explains why a delivery was refused, with a proof if there is one; see [`diagnose`](crate::diagnose).
        ///
        /// Use it for debugging, not in a handler.
        #[cfg(feature = "diagnose")]
        pub fn diagnose(
            incoming: &crate::verify::incoming::Incoming<'_>,
            config: &crate::config::Config,
            evidence: &crate::diagnose::Evidence<'_>,
        ) -> crate::diagnose::Diagnosis {
            crate::diagnose::run(
                &<$provider as crate::providers::provider::Definition>::RULES,
                crate::providers::ALL_RULES,
                incoming,
                config,
                evidence,
            )
        }

        crate::providers::entry_points::documented! {
            /// Parses the event of a body, without any authentication.
            ///
            /// # Errors
            ///
            /// `body_too_large`, then the faults of the body.
            ///
            /// ```
            $(#[doc = $delivery])*
            ///
            /// let options = countersign::ParseOptions::new();
            #[doc = concat!(" let event = countersign::", stringify!($module), "::parse(body, &options)?;")]
            #[doc = concat!(" assert_eq!(event.dedupe_key, \"", $dedupe_key, "\");")]
            /// # Ok::<_, countersign::Error>(())
            /// ```
            pub fn parse<'a>(
                body: &'a [u8],
                options: &crate::config::ParseOptions,
            ) -> Result<Event<'a>, crate::error::Error> {
                crate::providers::provider::parse::<$provider>(body, options)
            }
        }
    };
}
pub(crate) use entry_points;

/// Defines the signing functions for tests, by the trust of a genuine delivery. Only providers that prove a delivery in
/// a header have them.
macro_rules! signing {
    (Signature, $provider:ident in $module:ident) => {
        crate::providers::entry_points::signing! {
            /// Returns the header of a genuine delivery.
            ///
            /// # Errors
            ///
            /// `invalid_config` for a key that a config refuses.
            $provider in $module, Signature, HmacSha256, "secret", "whsec_test_0123456789abcdef"
        }
    };
    (SharedSecret, $provider:ident in $module:ident) => {
        crate::providers::entry_points::signing! {
            /// Returns the header of a genuine delivery. It is the same for every body.
            ///
            /// # Errors
            ///
            /// `invalid_config` for a key that a config refuses, and for one that is not a text.
            $provider in $module, SharedSecret, ApiKey, "api_key", "a1p2z5b7v68b9112234"
        }
    };
    ($trust:ident, $provider:ident in $module:ident) => {
        /// Signing for tests: this provider signs nothing.
        pub(crate) mod for_tests {
            const _: () = assert!(
                <super::$provider as crate::providers::provider::Definition>::RULES
                    .mechanism
                    .is_none(),
                "a genuine delivery deserves what its header proves"
            );
        }
    };
    (
        $(#[doc = $line:literal])*
        $provider:ident in $module:ident, $trust:ident, $mechanism:ident, $option:literal, $key:literal
    ) => {
        /// Signing for tests.
        pub(crate) mod for_tests {
            const _: () = assert!(
                matches!(
                    <super::$provider as crate::providers::provider::Definition>::RULES.mechanism,
                    Some(crate::verify::scheme::Mechanism::$mechanism { .. })
                ),
                "a genuine delivery deserves what its header proves"
            );

            #[doc = concat!("Signing as [`", stringify!($provider), "`](crate::", stringify!($module), ") does.")]
            pub mod $module {
                crate::providers::entry_points::documented! {
                    $(#[doc = $line])*
                    ///
                    /// ```
                    /// use countersign::{Config, Incoming, Trust};
                    ///
                    #[doc = concat!(" let headers = [countersign::testing::", stringify!($module), "::sign(b\"{}\", &\"", $key, "\".into())?];")]
                    #[doc = concat!(" let config = Config::new().", $option, "(\"", $key, "\");")]
                    #[doc = concat!(" let verified = countersign::", stringify!($module), "::verify(&Incoming::new(b\"{}\").headers(&headers), &config)?;")]
                    #[doc = concat!(" assert_eq!(verified.trust, Trust::", stringify!($trust), ");")]
                    /// # Ok::<_, countersign::Error>(())
                    /// ```
                    pub fn sign(
                        body: &[u8],
                        key: &crate::crypto::key::Key,
                    ) -> Result<(&'static str, alloc::string::String), crate::error::Error> {
                        let rules = &<crate::providers::$module::$provider as crate::providers::provider::Definition>::RULES;
                        crate::providers::testing::sign_by(rules, body, key)
                    }
                }
            }
        }
    };
}
pub(crate) use signing;

/// Joins doc lines from here and from a provider into one comment. rustdoc would indent them differently.
macro_rules! documented {
    ($(#[$line:meta])* pub fn $($function:tt)*) => {
        $(#[$line])*
        pub fn $($function)*
    };
}
pub(crate) use documented;
