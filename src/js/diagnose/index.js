// Makes the functions of `countersign/diagnose` from the few calls of its module.

import * as glue from "#glue";
import { call, tryRead } from "../boundary/call.js";
import { discard, start } from "../boundary/instance.js";
import { bytesOrNull } from "./bytes.js";
import { readOptions, readScheme } from "../input/options.js";
import { isObject, own } from "../input/own.js";
import { readDelivery } from "./delivery.js";
import { readEvidence } from "./evidence.js";
import { readSteps } from "./steps.js";

/** Whether a search is running. Its progress function must not start another one in the same instance. */
let searching = false;

/** Instantiates the module, and returns the functions. */
export function createDiagnose(module) {
  start(module);
  const { findings } = call(() => glue.diagnoseDescribe());
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  return {
    diagnose,
    replay,
    findingIds: Object.freeze([...byId.keys()]),
    explain: (id) => structuredClone(byId.get(id) ?? null),
  };
}

/** Under this name an object of `custom` has the members of its scheme. It is registered: the object comes from another module. */
const SCHEME = Symbol.for("countersign.scheme");

/** Returns the name of a provider, or the members of a scheme: of one as it is, or of what `custom` made of it. */
function senderOf(provider) {
  if (!isObject(provider)) return { name: String(provider), scheme: undefined };
  return { name: undefined, scheme: tryRead((given) => own(given, SCHEME) ?? readScheme(given), provider) };
}

function diagnose(provider, incoming, config, evidence) {
  if (searching) throw new TypeError("`diagnose` was called by the `onProgress` of a search that is under way");
  const { name, scheme } = senderOf(provider);
  const options = tryRead(readOptions, config);
  const { body, headers, url, ip, fault, found } = readDelivery(incoming);
  const { list, onProgress } = tryRead((given) => readEvidence(given, body), evidence) ?? {};
  let thrown;
  const progress = (searched) => {
    try {
      return onProgress(searched) !== false;
    } catch (error) {
      thrown = { error };
      return false;
    }
  };
  const asked = typeof onProgress === "function" ? progress : undefined;
  searching = true;
  try {
    const diagnosis = call(() =>
      glue.diagnose(name, scheme, body, headers, url, ip, fault, found, Date.now(), options, list, asked),
    );
    if (thrown !== undefined) throw thrown.error;
    return diagnosis;
  } finally {
    searching = false;
    // A search leaves keys and MACs in the memory of the instance.
    discard();
  }
}

function replay(received, steps, url) {
  const body = bytesOrNull(received);
  if (body === null) throw new TypeError("`received` must be bytes or a string");
  const list = tryRead(readSteps, steps);
  return call(() => glue.diagnoseReplay(body, list, url?.toString()));
}
