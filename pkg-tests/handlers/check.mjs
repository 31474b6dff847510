// Assertions for the cases. They use only the language, so that workerd can run them without Node's APIs.

const shown = (value) =>
  JSON.stringify(value, (_name, member) =>
    member instanceof Uint8Array ? `bytes ${[...member]}` : member === undefined ? "undefined" : member,
  );

export function equal(actual, expected, of = "it") {
  if (shown(actual) !== shown(expected))
    throw new Error(`${of}: expected ${shown(expected)}, but found ${shown(actual)}`);
}

/** Checks that a call throws `invalid_config` and names the option. Recognises the error by name and code (src/docs/errors.md). */
export function refusesConfig(option, call) {
  let thrown = "nothing";
  try {
    call();
  } catch (error) {
    thrown = error;
  }
  equal([thrown.name, thrown.code], ["WebhookError", "invalid_config"], `${option}: ${thrown}`);
  if (!thrown.message.includes(`\`${option}\``))
    throw new Error(`the message does not name ${option}: ${thrown.message}`);
}

/** Returns options that record every call in order, and the record. */
export function recorded(options) {
  const calls = [];
  const record =
    (name, act) =>
    (...args) => {
      calls.push([name, ...args]);
      return act?.(...args);
    };
  const listeners = ["onEvent", "onUnreadable", "onRejected", "onError"].filter(
    (name) => name !== "onUnreadable" || options.onUnreadable,
  );
  const wrapped = Object.fromEntries(listeners.map((name) => [name, record(name, options[name])]));
  return {
    options: { ...options, ...wrapped },
    calls,
    /** The name of each call, with the code of its error. */
    names: () => calls.map(([name, first, second]) => [name, first?.code ?? second?.code].filter(Boolean).join(" ")),
  };
}
