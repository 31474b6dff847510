// Runs the shared vectors (src/providers/<name>/vectors.json, src/json/vectors.json) against the package. This file uses only the
// language, so that every runtime can run it. `vectors.rs` does the same in Rust.

/** Runs all cases. Returns their number, the failures, and the error codes that occurred. */
export function runVectors(api, files) {
  const failures = [];
  const codes = new Set();
  let run = 0;
  for (const { provider, cases } of files) {
    for (const testCase of cases) {
      run += 1;
      const actual = outcome(api, api[provider], testCase);
      if (actual.error) codes.add(actual.error.code);
      if (!matches(actual, testCase.expect))
        failures.push(`${provider} | ${testCase.name}: got ${JSON.stringify(actual)}`);
    }
  }
  return { run, failures, codes };
}

function outcome(api, provider, testCase) {
  const calls = {
    verify: () => receiverAgrees(provider, testCase, "verify"),
    receive: () => receiverAgrees(provider, testCase, "receive"),
    parse: () => provider.parse(body(testCase), testCase.options),
    confirm: () => provider.confirm(body(testCase), testCase.credentials),
  };
  try {
    return { value: calls[testCase.call]() };
  } catch (error) {
    if (!(error instanceof api.WebhookError) || error.name !== "WebhookError") return { thrown: String(error) };
    const { code, path } = error;
    return { error: path === undefined ? { code } : { code, path } };
  }
}

/** Calls the plain function and a prepared receiver. Both must have the same outcome. */
function receiverAgrees(provider, testCase, call) {
  const { headers, url, ip, config } = testCase;
  const incoming = Object.fromEntries(
    Object.entries({ body: body(testCase), headers, url, ip }).filter(([, value]) => value !== undefined),
  );
  const results = [() => provider[call](incoming, config), () => provider.receiver(config)[call](incoming)].map(
    (run) => {
      try {
        return { value: run() };
      } catch (error) {
        return { error };
      }
    },
  );
  const [plain, prepared] = results;
  if (
    JSON.stringify(plain.value) !== JSON.stringify(prepared.value) ||
    plain.error?.message !== prepared.error?.message
  ) {
    throw new Error("a receiver and the plain function differ");
  }
  if (plain.error) throw plain.error;
  return plain.value;
}

/** Returns the body of a case in the form that the case names. */
export function body({ bodyText, bodyHex, bodyRepeat, bodyAs }) {
  const text = bodyRepeat ? bodyRepeat[0].repeat(bodyRepeat[1]) : bodyText;
  if (bodyHex !== undefined)
    return Uint8Array.from(bodyHex.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  return bodyAs === "string" || text === undefined ? text : new TextEncoder().encode(text);
}

/** Tells whether the result contains everything expected (contract, section 7). */
function matches(actual, expected) {
  if (expected === null || typeof expected !== "object") return actual === expected;
  if (actual === null || typeof actual !== "object" || Array.isArray(actual) !== Array.isArray(expected)) return false;
  if (Array.isArray(expected) && actual.length !== expected.length) return false;
  return Object.keys(expected).every((key) => Object.hasOwn(actual, key) && matches(actual[key], expected[key]));
}
