// Runs senders' own cases, the traps and the definitions against the package. It uses nothing but the language, so that every runtime
// runs this same file; `schemes.rs` is its counterpart in Rust.

/**
 * Runs all cases; returns how many there were and what failed. `files` are the files of cases, `definitions` those of schemes, `senders`
 * the schemes that no preset has, by name.
 */
export function runSchemes(api, { presets, files, definitions, senders }) {
  const schemes = { ...senders, ...Object.fromEntries(Object.values(presets).map((scheme) => [scheme.name, scheme])) };
  const failures = [];
  let run = 0;
  const check = (name, found, expected) => {
    run += 1;
    if (found !== expected) failures.push(`${name}: got ${found}`);
  };
  for (const { provider, cases } of files)
    for (const one of cases)
      check(
        `${provider} | ${one.name}`,
        outcome(api, one.scheme ?? schemes[one.preset ?? one.provider], one),
        one.expect,
      );
  for (const { name, scheme, expect } of definitions) check(name, defined(api, scheme), expect);
  return { run, failures };
}

function outcome(api, scheme, { key, keyHex, headers, bodyText, bodyHex, url, config, nowMs, keyIndex }) {
  const sender = api.custom(scheme);
  const secret = keyHex === undefined ? key : fromHex(keyHex);
  const incoming = { headers, body: bodyHex === undefined ? bodyText : fromHex(bodyHex), ...(url && { url }) };
  const results = [
    () => sender.verify(incoming, { secret, now: nowMs, ...config }),
    () => sender.receiver({ secret, now: nowMs, ...config }).verify(incoming),
  ].map((call) => codeOf(api, call, (verified) => keyIndex === undefined || verified.keyIndex === keyIndex));
  return results[0] === results[1] ? results[0] : `a receiver and the plain function differ: ${results}`;
}

const defined = (api, scheme) =>
  codeOf(
    api,
    () => api.custom(scheme),
    (sender) => Object.isFrozen(sender),
  );

function codeOf(api, call, isFine) {
  try {
    return isFine(call()) ? "ok" : "ok, but another result";
  } catch (error) {
    return api.isWebhookError(error) ? error.code : String(error);
  }
}

const fromHex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
