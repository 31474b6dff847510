//! The functions that every provider offers under the same names, each with an example of the provider's own.

/// Writes the functions.
///
/// Their examples are made of what stands beside the provider: a genuine delivery (`body`, `incoming`, `config`), the
/// trust that it deserves, and the key of its event.
macro_rules! entry_points {
    (
        $(#[doc = $delivery:literal])*
        $provider:ident in $module:ident, $trust:ident, $dedupe_key:literal
    ) => {
        /// The rules, where all providers are looked at.
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

        /// An event of this provider, and how much was proven about it.
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
            /// Returns how much a delivery proves; see [`Receiver::verify`](crate::Receiver::verify).
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
            /// Verifies a delivery, then reads the event from the very same bytes; see
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

        /// Says why a delivery was refused, by proof where there is one; see [`diagnose`](crate::diagnose).
        ///
        /// It is for people at a desk, not for a handler.
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
            /// Reads the event of a body and authenticates nothing.
            ///
            /// # Errors
            ///
            /// `body_too_large`, then what is wrong with the body.
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

/// Writes what tests need of a provider, by the trust that its genuine delivery deserves: signing, where a header proves it.
macro_rules! signing {
    (Signature, $provider:ident in $module:ident) => {
        crate::providers::entry_points::signing! {
            /// Returns the header of a genuine delivery.
            ///
            /// # Errors
            ///
            /// `invalid_config` for a key that a config would refuse.
            $provider in $module, Signature, HmacSha256, "secret", "whsec_test_0123456789abcdef"
        }
    };
    (SharedSecret, $provider:ident in $module:ident) => {
        crate::providers::entry_points::signing! {
            /// Returns the header of a genuine delivery, which is the same for every body.
            ///
            /// # Errors
            ///
            /// `invalid_config` for a key that a config would refuse, and for one that is no text.
            $provider in $module, SharedSecret, ApiKey, "api_key", "a1p2z5b7v68b9112234"
        }
    };
    ($trust:ident, $provider:ident in $module:ident) => {
        /// Signing for tests: nothing is signed.
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
                        key: &crate::crypto::keys::Key,
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

/// Makes one comment of lines that come from here and from a provider: rustdoc would indent the two differently.
macro_rules! documented {
    ($(#[$line:meta])* pub fn $($function:tt)*) => {
        $(#[$line])*
        pub fn $($function)*
    };
}
pub(crate) use documented;
