//! Titles, details and remedies, all in one place.

use super::result::Remedy;
use alloc::collections::BTreeMap;

/// What is said of a finding.
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
    "body_reserialized": "the body was parsed and written again", "The JSON says the same, but its text is another than the one that was signed.", "Pass the raw bytes of the request, before any body parser.";
    "body_edge_whitespace": "white space at an edge of the body", "White space or a newline at an edge of the body was added or removed.", "Do not trim the body, and do not add a newline when you store or forward it.";
    "body_line_endings": "other line ends", "The line ends of the body were changed between CRLF, CR and LF.", "Read and store the body as bytes, not as text.";
    "body_bom": "a byte order mark", "A byte order mark was added or removed.", "Read and store the body as bytes, not as text.";
    "body_nul": "NUL bytes at the end", "NUL bytes at the end of the body were added or removed.", "Pass as many bytes as came, not the whole buffer.";
    "body_charset": "another character encoding", "The body was read in one character encoding and written in another.", "Read the body as bytes. Do not decode it to text before you verify it.";
    "body_normalized": "Unicode normalisation", "The characters of the body were normalised.", "Do not normalise the text before you verify it.";
    "body_replacement_characters": "replacement characters in the body", "Bytes of the body were replaced by U+FFFD when they were read as UTF-8.", "Join the chunks as bytes before you decode them, or do not decode them at all.";
    "body_base64": "base64 or hexadecimal digits", "The body was encoded or decoded in base64 or hexadecimal digits once too often or too seldom.", "Look at the platform's flag, such as isBase64Encoded, and decode the body once.";
    "body_url_encoded": "URL encoding", "The body was encoded or decoded as a URL or a form once too often or too seldom.", "Take the raw body, not a form's field.";
    "body_html_escaped": "HTML escapes", "Characters of the body were escaped for HTML, or the other way round.", "Take the body before anything escapes it.";
    "body_compressed": "compression", "The body is compressed, or was decompressed.", "Pass the bytes that were signed: see what the proxy does with content-encoding.";
    "body_wrapped": "another envelope", "The body stands inside another document, such as a platform's event or a form's field.", "Pass the member that holds the raw body, decoded once.";
    "body_stringified": "a value printed as text", "The body is what a language prints for a string, a buffer or a map, not the bytes themselves.", "Pass the buffer itself, not a text that was made of it.";
    "body_chunks_joined": "a comma between chunks", "The chunks of the body were joined by commas.", "Use Buffer.concat(chunks), not chunks.join() or a template.";
    "body_repeated": "the body is there twice", "The same bytes follow each other more than once.", "Register one reader of the stream, and empty the buffer between two requests.";
    "body_truncated": "the body is cut off", "The body ends too early.", "Read until the stream ends, and raise the limit of whatever stands before you.";
    "body_empty": "the body is empty", "No byte of the body arrived, although there should be some.", "Read the stream before a body parser does, or ask the framework to keep the raw body.";
    "body_changed": "the body differs from what was sent", "The body, or its length, is another than what was sent.", "Compare the two bodies, and find what stands between the sender and you.";
    "secret_whitespace": "white space in the key", "The key fits when white space, a line end or a NUL at its edge is removed or added.", "Configure the key without it: echo -n, or trim it where you read the file.";
    "secret_quotes": "quotation marks in the key", "The key fits when quotation marks around it are removed or added.", "Remove the quotation marks. docker --env-file and some readers of .env files keep them.";
    "secret_prefix": "a prefix of the key", "The key fits when a prefix is removed or added.", "Copy the key as the provider shows it.";
    "secret_assignment": "more than the key", "The key is part of what is configured, which is an assignment or a document.", "Configure the value alone.";
    "secret_encoding": "an encoded key", "The key fits when it is decoded or encoded, in base64 or hexadecimal digits.", "Configure the key in the form that the sender uses: `key` of a scheme says what its text stands for.";
    "secret_escaped": "escapes in the key", "The key fits when escapes in it are read, or written.", "Configure the key without escapes; see what your shell or file format does with it.";
    "secret_invisible": "invisible characters in the key", "The key fits without characters that cannot be seen, or with one.", "Type the key again, or copy it through a plain text editor.";
    "secret_case": "another case", "The key fits in another letter case.", "Copy the key as it is: case counts.";
    "secret_charset": "another encoding of the key", "The key fits in another character encoding.", "Save the file of the key as UTF-8.";
    "secret_repeated": "the key is there twice", "The key fits when a repetition is removed or added.", "Configure it once.";
    "secret_placeholder": "a placeholder as the key", "The delivery was signed with a text that anybody can guess. It is not authentic.", "Set the key at the sender, and see why its variable is empty.";
    "secret_other": "another of your keys", "The delivery was signed with another key that was given as evidence.", "Configure that key, or both of them while you rotate.";
    "secret_wrong": "another key, perhaps", "Nothing that was tried makes it fit. This is a guess: the key may be another one altogether.", "Copy the key from the provider's dashboard again, and look whether it belongs to this webhook. A token in the URL is your own: compare it with the URL that you registered.";
    "header_missing": "the header is missing, perhaps lost on the way", "A header that the proof needs is not there. Why is a guess: something before you may drop it, or the request is not the provider's.", "Let the proxy pass the header on, and look at the raw request.";
    "header_elsewhere": "the header has another name", "The value that fits arrived under another name.", "Let the proxy keep the name, or pass the value under the documented one.";
    "header_prefix": "another prefix in the header", "The value of the header fits when a prefix is removed or added.", "Pass the header's value as it came.";
    "header_encoding": "another encoding in the header", "The value of the header fits when it is decoded.", "Pass the header's value as it came; see what encodes it again.";
    "header_quoted": "quotation marks in the header", "The value of the header fits without the quotation marks or brackets around it.", "Pass the value, not what a language prints for it.";
    "header_spaced": "blanks in the header", "The value of the header fits without blanks or separators in it.", "Pass the header's value as it came.";
    "header_case": "another case in the header", "The key in the header fits in another letter case.", "See what changes the case of header values.";
    "header_joined": "several values in the header", "One of several values in the header fits.", "Send the header once; see what adds a second one.";
    "header_truncated": "the header is cut off", "The value of the header is the beginning of the one that fits.", "See what limits the length of header values.";
    "algorithm_hash": "another hash", "The signature is an HMAC with another hash function.", "Sign with HMAC-SHA256. No scheme takes another hash.";
    "algorithm_plain_hash": "a hash without HMAC", "The signature is a plain hash. A hash of the body alone proves nothing about the sender.", "Sign with HMAC-SHA256.";
    "algorithm_message": "another message", "The signature covers another message than the provider documents.", "Sign what is documented and nothing else: the raw body, or what `signed` of a scheme says.";
    "algorithm_swapped": "key and message swapped", "The signature fits when the body is the key and the key the message.", "Swap the two arguments where it is signed.";
    "clock_old": "the delivery is too old", "The signed time is older than the configuration allows.", "Raise maxAgeSeconds: retries go on for a day, and a queued message can be older.";
    "clock_ahead": "the delivery is from the future", "The signed time is further ahead than the configuration allows.", "Set the clock of this machine, or raise maxFutureSeconds.";
    "clock_format": "a time that cannot be read", "The signed time is missing, or it is not in the form that is expected: RFC 3339 with a zone, or what `unit` of a scheme says.", "Ask the sender for that form, or leave maxAgeSeconds out.";
    "clock_unit": "seconds in place of milliseconds", "The time of the configuration is in seconds.", "Pass milliseconds, as Date.now() returns them.";
    "timestamp_unit": "another unit of the signed time", "The sender writes or signs the time in another unit than `unit` of the scheme says.", "Set `unit` of `timestamp` as the sender documents it. If the sender is yours, sign the time as you send it.";
    "url_other": "another URL was signed", "The signature fits with another URL than `url` of the configuration.", "Configure `url` byte for byte as you registered it at the sender.";
    "header_constant": "another version, perhaps", "A header does not have the value that `require` of the scheme asks for, although the signature fits.", "See whether the sender has a new version of its signature, then change `require`.";
    "token_elsewhere": "the token is elsewhere in the URL", "The accepted token is in the URL, but not where the configuration looks.", "Set urlTokenParam to the parameter's name, or put the token into the last segment of the path.";
    "token_encoding": "another encoding of the token", "The token in the URL fits when it is decoded once more.", "Register the URL with the token encoded once.";
    "token_case": "another case of the token", "The token in the URL fits in another letter case.", "Register the URL as it is; see what changes its case.";
    "token_whitespace": "white space in the token", "The token in the URL fits without white space.", "Register the URL without it.";
    "token_repeated": "the token is there twice", "The token is in the URL more than once.", "Register the URL with the token once.";
    "ip_port": "an address with a port", "The address has a port.", "Pass the address alone.";
    "ip_proxy": "a proxy's address, perhaps", "The address is a private one. This is a guess: it may be your proxy's, not the sender's.", "Pass the address that your own proxy reports, and trust that header from your proxy alone.";
    "confirm_swapped": "key id and secret swapped", "The key id of the confirmation is what is configured as the secret.", "Swap the two.";
    "confirm_key_id_text": "a damaged key id", "The key id fits when white space, case or quotation marks are set aside.", "Copy the key id again.";
    "confirm_key_id_other": "another key id, perhaps", "The key id of the confirmation is not configured. This is a guess: it may belong to another webhook.", "Look into isendu's dialog for the API key of this webhook.";
    "confirm_reply_status": "another status of the reply", "The reply to the confirmation is not 200.", "Answer with 200.";
    "confirm_reply_body": "another body of the reply", "The body of the reply is not the JSON that isendu waits for.", "Answer with the body that confirm returns.";
    "confirm_reply_slow": "a slow reply", "The reply took longer than five seconds.", "Answer the confirmation before anything else.";
    "wrong_provider": "another provider's delivery", "The delivery is another provider's, or it fits that one's key.", "Register the URL of this endpoint with its own provider, or use the other provider's function.";
}

const RAW: &[(&str, &str)] = &[
    (
        "express",
        "app.post(path, express.raw({ type: \"*/*\" }), handler), before express.json()",
    ),
    (
        "fastify",
        "addContentTypeParser(\"application/json\", { parseAs: \"buffer\" }, (request, body, done) => done(null, body))",
    ),
    (
        "next",
        "await request.arrayBuffer() in a route handler; bodyParser: false in an API route",
    ),
    (
        "nestjs",
        "NestFactory.create(AppModule, { rawBody: true }), then request.rawBody",
    ),
    ("hono", "await c.req.arrayBuffer()"),
    ("koa", "read ctx.req before koa-bodyparser"),
    (
        "lambda",
        "Buffer.from(event.body, event.isBase64Encoded ? \"base64\" : \"utf8\")",
    ),
    ("axum", "take axum::body::Bytes, not axum::Json"),
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
    /// Returns what to do, with what frameworks have of their own against it.
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

/// The title of `body_changed` where `content-length` alone proves it.
pub(crate) const OTHER_LENGTH: &str = "the length of the body differs from content-length";

/// Returns what is said of a finding.
pub(crate) fn of(id: &str) -> Option<&'static Words> {
    ALL.iter().find(|words| words.id == id)
}
