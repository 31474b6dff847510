//! Titles, details and remedies, all in one place.

use super::result::Remedy;
use alloc::collections::BTreeMap;

/// The texts of a finding.
pub(crate) struct Words {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) detail: &'static str,
    pub(crate) remedy: &'static str,
}

macro_rules! words {
    ($($id:literal: $title:literal, $detail:literal, $remedy:literal;)*) => {
        /// All findings.
        pub(crate) const ALL: &[Words] = &[$(Words { id: $id, title: $title, detail: $detail, remedy: $remedy }),*];
    };
}

words! {
    "body_reserialized": "the body was parsed and written again", "The JSON has the same content, but its text differs from the signed text.", "Verify the raw bytes of the request, before any body parser runs.";
    "body_edge_whitespace": "white space at the start or end of the body", "White space or a newline was added or removed at the start or end of the body.", "Do not trim the body, and do not add a newline when you store or forward it.";
    "body_line_endings": "the line endings of the body changed", "The line endings of the body were converted between CRLF, CR and LF.", "Read and store the body as bytes, not as text.";
    "body_bom": "a byte order mark was added or removed", "The body gained or lost a byte order mark at its start.", "Read and store the body as bytes, not as text.";
    "body_nul": "NUL bytes at the end of the body", "NUL bytes were added or removed at the end of the body.", "Pass only the bytes that you received, not the whole buffer.";
    "body_charset": "the character encoding of the body changed", "The body was read in one character encoding and written in another.", "Keep the body as bytes. Do not decode it to text before you verify it.";
    "body_normalized": "the Unicode form of the body changed", "The text of the body was normalised: its characters are composed or decomposed in another way.", "Do not normalise the body before you verify it.";
    "body_replacement_characters": "U+FFFD in place of bytes of the body", "Bytes that are not valid UTF-8 were replaced by U+FFFD. A chunk that ends within a character is a common cause.", "Join the chunks as bytes before you decode them, or do not decode them at all.";
    "body_base64": "the body was encoded or decoded (base64 or hex)", "The body was encoded or decoded in base64 or hexadecimal once too often, or once too few times.", "Decode the body exactly once. Check your platform's flag, such as isBase64Encoded.";
    "body_url_encoded": "the body was URL-encoded or URL-decoded", "The body was encoded or decoded like a URL or a form.", "Verify the raw body, not a field of a parsed form.";
    "body_html_escaped": "the body was HTML-escaped or unescaped", "Characters of the body, such as < or &, were escaped for HTML, or unescaped.", "Take the body before anything escapes it.";
    "body_compressed": "the body was compressed or decompressed", "The body that you passed is compressed and the signed one is not, or the reverse.", "Pass the bytes that the provider signed. Check what your proxy does with content-encoding.";
    "body_wrapped": "the body is inside another document", "The signed body is only a part of what you passed, such as a field of a platform's event or of a form.", "Pass only the field that contains the raw body, decoded once.";
    "body_stringified": "the body is a value printed as text", "You passed what a language prints for a string, a buffer or a map, not the bytes themselves.", "Pass the buffer itself. Do not convert it to a string first.";
    "body_chunks_joined": "commas between the chunks of the body", "The chunks of the body were joined with commas.", "Use Buffer.concat(chunks), not chunks.join() or a template string.";
    "body_repeated": "the body was repeated", "The body contains the same bytes several times in a row.", "Read the stream only once, and empty your buffer between two requests.";
    "body_truncated": "the body is cut off", "The end of the body is missing.", "Read until the stream ends. Check the size limits of your proxy and of your framework.";
    "body_empty": "the body is empty", "The request announces a body (content-length), but you passed none. Often a body parser has already read the stream.", "Read the stream before any body parser does, or make your framework keep the raw body.";
    "body_changed": "the body differs from the one that was sent", "The content of the body, or its length, differs from what was sent.", "Compare the two bodies, and check each proxy and service between the sender and you.";
    "secret_whitespace": "white space at the start or end of the key", "The key fits after white space, a line ending or a NUL at its start or end is removed or added.", "Configure the key exactly as the provider shows it. Write it to a file with printf '%s', or trim the text that you read from the file.";
    "secret_quotes": "quotation marks around the key", "The key fits after quotation marks around it are removed or added.", "Remove the quotation marks. docker --env-file and some readers of .env files keep them.";
    "secret_prefix": "a prefix of the key was added or removed", "The key fits after a prefix, such as whsec_ or Bearer, is removed or added.", "Copy the key exactly as the provider shows it.";
    "secret_assignment": "the configured value contains more than the key", "The configured value is an assignment (NAME=key) or a document, and only a part of it is the key.", "Configure only the key itself.";
    "secret_encoding": "the key was encoded or decoded (base64 or hex)", "The key fits after it is decoded from base64 or hexadecimal, or encoded.", "Check whether the sender signs with the text of the key or with its decoded bytes, and configure the same. In a scheme, that is `key`.";
    "secret_escaped": "escape sequences in the key", "The key fits after escape sequences in it, such as %3D or &amp;, are decoded or encoded.", "Configure the key without escape sequences. Check how your shell or file format reads it.";
    "secret_invisible": "invisible characters in the key", "The key fits after an invisible character, such as a zero-width space, is removed or added.", "Type the key again, or copy it through a plain text editor.";
    "secret_case": "the key is in the wrong letter case", "The key fits in another letter case.", "Copy the key exactly: upper and lower case differ.";
    "secret_charset": "the character encoding of the key changed", "The key fits in another character encoding.", "Save the file with the key as UTF-8, and read it as UTF-8.";
    "secret_repeated": "the key was repeated", "The key fits after a repetition is removed or added.", "Configure the key only once.";
    "secret_placeholder": "signed with a placeholder, not with a key", "The delivery was signed with a text that anybody can guess, such as undefined or an empty text. Do not treat it as authentic.", "Set the key at the sender: its variable is probably empty or not set.";
    "secret_other": "signed with another of your keys", "The delivery was signed with another key that you gave as evidence.", "Configure that key. While you rotate keys, configure both.";
    "secret_wrong": "the wrong key", "No change that was tried makes the delivery fit. This is a guess: the configured key may be another one.", "Copy the key from the provider's dashboard again, and check that it belongs to this webhook.";
    "header_missing": "the header is missing", "A header that the proof needs is missing. The cause is a guess: a proxy may remove it, or the request does not come from the provider.", "Look at the raw request, and make your proxy pass the header on.";
    "header_elsewhere": "the header has another name", "The right value arrived in a header of another name.", "Make your proxy keep the header's name, or pass the value under the documented name.";
    "header_prefix": "the header's value has a wrong prefix, or none", "The header's value fits after a prefix, such as sha256=, is removed or added.", "Pass the header's value unchanged.";
    "header_encoding": "the header's value was encoded", "The header's value fits after it is decoded.", "Pass the header's value unchanged, and check what encodes it.";
    "header_quoted": "quotation marks or brackets around the header's value", "The header's value fits without the quotation marks or brackets around it.", "Pass the value itself, not what a language prints for it.";
    "header_spaced": "spaces or separators in the header's value", "The header's value fits without the spaces or separators in it.", "Pass the header's value unchanged.";
    "header_case": "the key is in the wrong letter case", "The key in the header fits in another letter case.", "Configure the key exactly, and check what changes the case of header values.";
    "header_joined": "the header has several values", "One of the values in the header fits.", "Check what adds a second value, and pass only one.";
    "header_truncated": "the header's value is cut off", "The header contains only the beginning of the right value.", "Check what limits the length of header values.";
    "header_constant": "another version of the signature", "A header does not have the value in the scheme's `require`, but the signature fits.", "Check whether the sender has a new version of its signature, then change `require`.";
    "header_id": "the template can't carry this id", "The signature fits, but the delivery can't be accepted: the id in its header is too long, or it contains a character that makes the signed text ambiguous.", "Ask the sender for ids without that character (at most 256 visible ASCII characters), or to leave the id out of what it signs.";
    "algorithm_hash": "signed with another hash function", "The signature is an HMAC, but with another hash function.", "Sign with HMAC-SHA256. Schemes support no other hash.";
    "algorithm_plain_hash": "signed with a plain hash, without HMAC", "The signature is a plain hash. Anybody can compute the hash of a body, so it proves nothing about the sender.", "Sign with HMAC-SHA256.";
    "algorithm_message": "another message was signed", "The signature does not cover the documented message, but for example a timestamp and the body, or a part of it.", "Sign the documented message and nothing else: the raw body, or the template `signed` of a scheme.";
    "algorithm_swapped": "key and message are swapped", "The signature fits with the body as the key and the key as the message.", "Swap the two arguments where the delivery is signed.";
    "clock_old": "the delivery is too old", "The signed time is older than maxAgeSeconds allows.", "If this is a stored delivery, pass the time of its arrival as the current time (`now` in code, --now of the command). Otherwise raise maxAgeSeconds: retries continue for a day, and a queued message can be older.";
    "clock_ahead": "the delivery is from the future", "The signed time is further ahead than maxFutureSeconds allows.", "Correct this machine's clock, or raise maxFutureSeconds.";
    "clock_format": "the signed time can't be read", "The signed time is missing, or it does not have the expected form: RFC 3339 with an offset, or the `unit` of a scheme.", "Ask the sender for that form, or remove maxAgeSeconds.";
    "clock_unit": "the current time was passed in seconds", "The value that you passed as the current time (now) fits as seconds, not as milliseconds.", "Pass milliseconds, as Date.now() returns them.";
    "timestamp_unit": "the signed time has another unit", "The sender writes or signs the time in another unit than the scheme's `unit`.", "Set `unit` of `timestamp` as the sender documents it. If the sender is yours, sign the time exactly as you send it.";
    "url_other": "another URL was signed", "The signature fits with another URL than the configured `url`.", "Configure `url` exactly as you registered it with the sender.";
    "token_elsewhere": "the token is in another place of the URL", "The URL contains the right token, but not where your configuration expects it.", "Set urlTokenParam to the parameter's name, or make the token the last segment of the path.";
    "token_encoding": "the token is encoded in another way", "The token in the URL fits after it is decoded once more.", "Register the URL with the token encoded once.";
    "token_case": "the token is in the wrong letter case", "The token in the URL fits in another letter case.", "Register the URL exactly, and check what changes its case.";
    "token_whitespace": "white space in the token", "The token in the URL fits without white space.", "Register the URL without the white space.";
    "token_repeated": "the token is in the URL more than once", "The URL contains the token more than once.", "Register the URL with the token only once.";
    "ip_port": "the address includes a port", "The address that you passed includes a port.", "Pass only the address.";
    "ip_proxy": "a proxy's address", "The address is a private one. This is a guess: it may be your proxy's address, not the sender's.", "Pass the sender's address as your own proxy reports it, and trust that header only from your proxy.";
    "confirm_swapped": "key id and secret are swapped", "The key id in the confirmation is the value that you configured as the secret.", "Swap the two values.";
    "confirm_key_id_text": "the configured key id is damaged", "The key id fits after white space, quotation marks or letter case are corrected.", "Copy the key id again.";
    "confirm_key_id_other": "the wrong key id", "The key id in the confirmation is not the configured one. This is a guess: it may belong to another webhook.", "Look up the API key of this webhook in isendu's dialog.";
    "confirm_reply_status": "the reply has the wrong status", "You did not reply to the confirmation with status 200.", "Reply with status 200.";
    "confirm_reply_body": "the reply has the wrong body", "The body of your reply is not the JSON that isendu expects.", "Reply with the body that confirm returns.";
    "confirm_reply_slow": "the reply was too slow", "Your reply took longer than five seconds.", "Reply to the confirmation before you do any other work.";
    "wrong_provider": "a delivery of another provider", "The delivery comes from another provider, or it fits another provider's key.", "Register this URL only with its own provider, or use the other provider's function.";
}

const RAW: &[(&str, &str)] = &[
    (
        "express",
        "app.post(path, express.raw({ type: \"*/*\" }), handler), before app.use(express.json())",
    ),
    (
        "fastify",
        "fastify.addContentTypeParser(\"application/json\", { parseAs: \"buffer\" }, (request, body, done) => done(null, body)), then request.body",
    ),
    (
        "next",
        "await request.arrayBuffer() in a route handler; in pages/api, export const config = { api: { bodyParser: false } } and read the stream",
    ),
    (
        "nestjs",
        "NestFactory.create(AppModule, { rawBody: true }), then request.rawBody",
    ),
    ("hono", "await c.req.arrayBuffer(), before c.req.json()"),
    (
        "koa",
        "handle the path before app.use(bodyParser()), and read ctx.req",
    ),
    (
        "lambda",
        "Buffer.from(event.body, event.isBase64Encoded ? \"base64\" : \"utf8\")",
    ),
    ("axum", "take axum::body::Bytes, not axum::Json"),
    (
        "workers",
        "await request.arrayBuffer(), before request.json()",
    ),
    ("google", "request.rawBody, not request.body"),
];

const PARSED: &[&str] = &[
    "body_reserialized",
    "body_stringified",
    "body_empty",
    "body_charset",
    "body_replacement_characters",
    "body_wrapped",
    "body_chunks_joined",
];

impl Words {
    /// Returns the advice, with specific advice for frameworks.
    pub(crate) fn remedy(&self) -> Remedy {
        let mut frameworks = BTreeMap::new();
        if PARSED.contains(&self.id) {
            frameworks.extend(RAW.iter().copied());
        }
        Remedy {
            text: self.remedy.into(),
            frameworks,
        }
    }
}

/// `secret_wrong`, if it is about a token.
pub(crate) const WRONG_TOKEN: &str = "another token in the URL";
pub(crate) const NOT_THE_TOKEN: &str =
    " is not the configured token, and no change that was tried makes it fit.";
pub(crate) const COMPARE_TOKEN: &str =
    "You chose the token yourself: compare the configured one with the URL that you registered.";

/// The details of two guesses.
pub(crate) const NO_BODY: &str = "You passed no bytes. This is a guess: a body parser has already read the stream, or the body was not passed on.";
pub(crate) const PRINTED_OBJECT: &str = "The body is what JavaScript prints for an object or for no value. This is a guess: the value was converted to text, and the request had another body.";

/// The detail of `clock_format` if only its length shows where a time ends.
pub(crate) const FIXED_TIME: &str = "The signed time does not have the form of the scheme's `unit`. In this template only its length shows where it ends, so it must have 10 digits (s), 13 digits (ms), or a Z at its end (iso-utc).";

/// Returns the advice for the author of a scheme, where it is not that for one of the four providers.
pub(crate) fn of_scheme(id: &str) -> Option<&'static str> {
    Some(match id {
        "clock_old" => {
            "If this is a stored delivery, pass the time of its arrival as the current time (`now` in code, --now of the command). Otherwise check this machine's clock, or raise maxAgeSeconds."
        }
        "clock_ahead" => {
            "If this is a stored delivery, pass the time of its arrival as the current time (`now` in code, --now of the command). Otherwise check this machine's clock, or raise maxFutureSeconds."
        }
        "clock_format" => {
            "Set `unit` of `timestamp` to the form in which the sender writes the time. If no unit has that form, ask the sender for one that has."
        }
        "header_prefix" => {
            "If the sender writes the value like this, set `prefix` of the scheme to the text before the signature. Otherwise pass the value unchanged."
        }
        "header_joined" => {
            "If the sender writes several parts into one value, set `list` of the scheme to their separator. Otherwise check what adds a second value, and pass only one."
        }
        "header_elsewhere" => {
            "Write the name into the scheme as the sender documents it. If a proxy changes the name, make it keep the name."
        }
        _ => return None,
    })
}

/// The ends of the advice to set a member of a scheme.
pub(crate) const UNLESS_CHANGED: &str =
    ", if the sender writes the value like this. Otherwise check what encodes it.";
pub(crate) const AND_DECLARE: &str = ", if the sender documents this message, and declare each of its placeholders. If the sender is yours, sign the scheme's template instead.";

/// The title of `body_changed` if only `content-length` proves it.
pub(crate) const OTHER_LENGTH: &str = "the length of the body differs from content-length";

/// Returns the texts of a finding.
pub(crate) fn of(id: &str) -> Option<&'static Words> {
    ALL.iter().find(|words| words.id == id)
}
