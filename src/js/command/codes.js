// The meaning of each error code, and the advice: a short form of the page on errors.

/** Title and remedy by code. */
export const CODES = {
  invalid_config: ["the configuration cannot be used", "Read the message: it names the option. Then correct it."],
  invalid_argument: ["a call got something that it does not take", "Read the message: it names the argument."],
  body_not_raw: ["the body was parsed, or is missing", "Pass the bytes of the request, before any body parser."],
  body_too_large: ["the body is longer than maxBodyBytes", "Raise maxBodyBytes if such deliveries are genuine."],
  missing_header: [
    "the header that proves the delivery is not there",
    "Look at the raw request, and let the proxy pass the header on.",
  ],
  multiple_values: ["the header is there more than once", "See what adds a second one."],
  malformed_signature: [
    "the signature is not of the documented form",
    "Run diagnose: it says what the value is instead.",
  ],
  missing_token: [
    "the URL has no token where it is looked for",
    "Pass the whole URL, and set urlTokenParam if the token is a parameter.",
  ],
  mismatch: ["the key, the body or the token is not the expected one", "Run diagnose: it searches for the cause."],
  ip_not_allowed: ["the address is not in allowedIps", "Pass the address that your own proxy reports."],
  timestamp_invalid: ["the signed time cannot be read", "Leave maxAgeSeconds out, or ask the sender for RFC 3339."],
  too_old: [
    "the signed time is too long ago",
    "If the delivery is stored, pass the time of its arrival with --now. Otherwise check your clock, or raise maxAgeSeconds.",
  ],
  in_future: ["the signed time is ahead of this machine's clock", "Set the clock."],
  body_incomplete: [
    "the body broke off, or did not come in time",
    "The provider sends it again. See what closes the connection.",
  ],
  unknown_key_id: [
    "the key id of the confirmation is not configured",
    "Copy it from isendu's dialog for this webhook.",
  ],
  invalid_utf8: ["the body is not UTF-8", "Read the body as bytes. If it came so, ask the provider."],
  invalid_json: ["the body is not JSON", "Look at the raw body."],
  too_deep: ["the JSON has more than 127 levels", "No provider sends that. Look at the raw body."],
  duplicate_key: ["an object has a key twice", "No provider sends that. Look at the raw body."],
  not_object: ["the body is not a JSON object", "Look at the raw body."],
  missing_field: [
    "a documented field is not there",
    "Read the path: it says where. The provider may have changed its form.",
  ],
  wrong_type: [
    "a field has another type than documented",
    "Read the path: it says where. The provider may have changed its form.",
  ],
  too_many_elements: ["a batch has more than 20 000 elements", "No such batch is documented. Look at the raw body."],
};
