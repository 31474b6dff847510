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

        #[cfg(all(target_arch = "wasm32", feature = "js"))]
        #[wasm_bindgen::prelude::wasm_bindgen(typescript_custom_section)]
        const TYPES: &str = include_str!("types.d.ts");

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

/// Makes one comment of lines that come from here and from a provider: rustdoc would indent the two differently.
macro_rules! documented {
    ($(#[$line:meta])* pub fn $($function:tt)*) => {
        $(#[$line])*
        pub fn $($function)*
    };
}
pub(crate) use documented;
