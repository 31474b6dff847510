//! The search of `diagnose`: it says what `verify` says, a proof leads to the signed bytes, a stranger's delivery proves
//! nothing, the bound holds, and no secret is told.
//!
//! The input is text: steps that damage the body (JSON) on the first line, then a key, the value of a header and a URL on a
//! line each, and the body behind them.

#![no_main]

use countersign::diagnose::{Confidence, Diagnosis, Evidence, Part, ProofKind, Step, replay};
use countersign::{Config, Incoming, isendu, optondemand, reward, testing, xoxoday};
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "Zk3vQ8wTr1LxNp6YbJ5s";
const STRANGER: &str = "mD0hUe7GfXa2RcKi4VtO";
const MOST: u64 = 48 << 10;

fn told(diagnosis: &Diagnosis, body: &[u8]) {
    let text = serde_json::to_string(diagnosis).unwrap();
    let mac = testing::optondemand::sign(body, &SECRET.into()).unwrap().1;
    for secret in [SECRET, STRANGER, &mac[7..]] {
        assert!(!text.contains(secret), "{text}");
    }
    let length = u64::try_from(body.len()).unwrap();
    // One message may go beyond the bound. A message may hold the body twice, encoded.
    let searched = diagnosis.searched;
    assert!(
        searched.bytes <= MOST + 64 * length + 65_536,
        "{searched:?}"
    );
    assert!(searched.bytes <= MOST || !searched.complete, "{searched:?}");
}

fuzz_target!(|input: &[u8]| {
    let contains = |secret: &str| {
        input
            .windows(secret.len())
            .any(|at| at == secret.as_bytes())
    };
    if contains(SECRET) || contains(STRANGER) {
        return;
    }
    let mut parts = input.splitn(5, |byte| *byte == b'\n');
    let mut next = || parts.next().unwrap_or_default();
    let (steps, key, header, url, sent) = (next(), next(), next(), next(), next());
    let evidence = || Evidence::new().max_hashed_bytes(MOST);

    // A body that was damaged on its way.
    let steps: Vec<Step> = serde_json::from_slice(steps).unwrap_or_default();
    let received = replay(sent, &steps).filter(|made| made.len() <= 16_384);
    let received = received.unwrap_or_else(|| sent.to_vec());
    let headers = [testing::optondemand::sign(sent, &SECRET.into()).unwrap()];
    let incoming = Incoming::new(&received).headers(&headers);
    let diagnosis = optondemand::diagnose(&incoming, &Config::new().secret(SECRET), &evidence());
    told(&diagnosis, &received);
    assert_eq!(diagnosis.error.is_none(), received == sent);
    for finding in &diagnosis.findings {
        assert_eq!(
            finding.proof.is_some(),
            finding.confidence == Confidence::Proven
        );
        if let (Part::Body, Some(proof)) = (finding.at, &finding.proof)
            && proof.kind == ProofKind::Mac
        {
            let made = replay(&received, &proof.steps);
            // A key that signed another message proves that message.
            let is_signer = diagnosis
                .findings
                .iter()
                .any(|each| each.at == Part::Signer);
            assert!(is_signer || made.as_deref() == Some(sent), "{finding:?}");
        }
    }

    // A delivery that a stranger signed.
    let stranger = [testing::optondemand::sign(sent, &STRANGER.into()).unwrap()];
    let config = Config::new().secret(key);
    let incoming = Incoming::new(&received).headers(&stranger);
    let diagnosis = optondemand::diagnose(&incoming, &config, &evidence());
    told(&diagnosis, &received);
    for finding in &diagnosis.findings {
        let kind = finding.proof.as_ref().map(|proof| proof.kind);
        assert!(matches!(kind, None | Some(ProofKind::Fact)), "{finding:?}");
    }

    // Any header, key and URL, to each provider.
    let (Ok(header), Ok(url), Ok(token)) = (
        str::from_utf8(header),
        str::from_utf8(url),
        str::from_utf8(key),
    ) else {
        return;
    };
    let headers = [("x-signature", header), ("x-api-key", header)];
    let incoming = Incoming::new(&received).headers(&headers).url(url);
    macro_rules! same {
        ($provider:ident, $config:expr) => {
            let config = $config;
            let diagnosis = $provider::diagnose(&incoming, &config, &evidence());
            let verified = $provider::verify(&incoming, &config);
            let code = diagnosis.error.as_ref().map(|error| error.code);
            assert_eq!(code, verified.err().map(|error| error.code()));
        };
    }
    same!(optondemand, Config::new().secret(key));
    same!(xoxoday, Config::new().api_key(key));
    same!(reward, Config::new().url_token(token));
    same!(
        isendu,
        Config::new().url_token(token).url_token_param("token")
    );
});
