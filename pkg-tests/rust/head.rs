//! The checks before the body arrives. They refuse the same deliveries as the whole check, in the same order, and no
//! others.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use countersign::{Config, Error, Incoming, isendu, optondemand, reward, testing, xoxoday};

const TOKEN: &str = "tok_5f2c9d7e41b84a06";
const WRONG: &str = "/hooks/tok_0a1b2c3d4e5f6071";
const MAC: &str = "sha256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn url() -> String {
    format!("/hooks/{TOKEN}")
}

#[test]
fn a_signature_is_checked_for_its_form_only() {
    let receiver = optondemand::receiver(&Config::new().secret("s")).unwrap();
    let check = |value: &str| {
        let headers = [("X-Signature", value)];
        receiver.check_head(&Incoming::new(b"").headers(&headers))
    };
    assert_eq!(check(MAC), Ok(()));
    assert_eq!(check(&format!(" {MAC}\t")), Ok(()));
    let missing = Error::MissingHeader {
        name: "x-signature".into(),
    };
    let several = Error::MultipleValues {
        name: "x-signature".into(),
    };
    assert_eq!(
        receiver.check_head(&Incoming::new(b"")),
        Err(missing.clone())
    );
    assert_eq!(check(" "), Err(missing));
    assert_eq!(check(&format!("{MAC}, {MAC}")), Err(several));
    for value in [
        "sha256=",
        "sha1=00",
        MAC.strip_suffix("f").unwrap(),
        &format!("{MAC}0"),
    ] {
        assert_eq!(check(value), Err(Error::MalformedSignature), "{value}");
    }
}

#[test]
fn an_api_key_and_a_token_are_checked_fully() {
    let both = Config::new().api_key("old").api_key("new").url_token(TOKEN);
    let receiver = xoxoday::receiver(&both).unwrap();
    let check = |key: &str, url: &str| {
        let headers = [("x-api-key", key)];
        receiver.check_head(&Incoming::new(b"").headers(&headers).url(url))
    };
    assert_eq!(check("new", &url()), Ok(()));
    assert_eq!(check("old", &url()), Ok(()));
    assert!(matches!(
        check("other", &url()),
        Err(Error::Mismatch { .. })
    ));
    assert!(matches!(check("new", WRONG), Err(Error::Mismatch { .. })));
    assert_eq!(check("new", "/"), Err(Error::MissingToken));
    // The header is reported before the token.
    assert_eq!(
        check("new,old", "/"),
        Err(Error::MultipleValues {
            name: "x-api-key".into()
        })
    );
    for check in [
        isendu::receiver(&Config::new().url_token(TOKEN))
            .map(|receiver| receiver.check_head(&Incoming::new(b"").url(WRONG))),
        reward::receiver(&Config::new().url_token(TOKEN))
            .map(|receiver| receiver.check_head(&Incoming::new(b"").url(WRONG))),
    ] {
        assert!(matches!(check.unwrap(), Err(Error::Mismatch { .. })));
    }
}

#[test]
fn arguments_are_checked_first_then_the_address() {
    let config = Config::new()
        .secret("s")
        .url_token(TOKEN)
        .allowed_ip("203.0.113.7");
    let receiver = optondemand::receiver(&config).unwrap();
    let code = |incoming: Incoming<'_>| receiver.check_head(&incoming).unwrap_err().code();
    assert_eq!(code(Incoming::new(b"")), "invalid_argument");
    assert_eq!(
        code(Incoming::new(b"").ip("203.0.113.8")),
        "invalid_argument"
    );
    assert_eq!(
        code(Incoming::new(b"").url("/").ip("nowhere")),
        "invalid_argument"
    );
    assert_eq!(
        code(Incoming::new(b"").url("/").ip("203.0.113.8")),
        "ip_not_allowed"
    );
    assert_eq!(
        code(Incoming::new(b"").url("/").ip("203.0.113.7")),
        "missing_header"
    );
    let headers = [("x-signature", MAC)];
    let with_header = Incoming::new(b"").headers(&headers).ip("203.0.113.7");
    assert_eq!(code(with_header.url("/")), "missing_token");
    assert_eq!(code(with_header.url(WRONG)), "mismatch");
    assert_eq!(receiver.check_head(&with_header.url(&url())), Ok(()));
}

#[test]
fn the_body_is_ignored_and_nothing_is_verified_yet() {
    let signed = Config::new()
        .secret("s")
        .max_body_bytes(1)
        .max_age_seconds(1.0)
        .now(0.0);
    let receiver = optondemand::receiver(&signed).unwrap();
    let headers = [testing::optondemand::sign(b"another body", &"s".into()).unwrap()];
    let incoming = Incoming::new(b"{}").headers(&headers);
    assert_eq!(receiver.check_head(&incoming), Ok(()));
    assert_eq!(
        receiver.verify(&incoming),
        Err(Error::BodyTooLarge { limit: 1 })
    );
    let open = reward::receiver(&Config::new().accept_unauthenticated()).unwrap();
    assert_eq!(open.check_head(&Incoming::new(b"")), Ok(()));
}

#[test]
fn a_refusal_before_the_body_is_also_one_with_it() {
    let key = [("x-api-key", "wrong")];
    let mac = [("x-signature", "sha1=00")];
    for (error, whole) in [
        {
            let receiver = xoxoday::receiver(&Config::new().api_key("k")).unwrap();
            let incoming = Incoming::new(b"{}").headers(&key);
            (receiver.check_head(&incoming), receiver.verify(&incoming))
        },
        {
            let receiver = optondemand::receiver(&Config::new().secret("k")).unwrap();
            let incoming = Incoming::new(b"{}").headers(&mac);
            (receiver.check_head(&incoming), receiver.verify(&incoming))
        },
    ] {
        assert_eq!(error.unwrap_err(), whole.unwrap_err());
    }
}
