// A request from bytes, whatever wrote them.

import { toText } from "./bytes.js";
import { rawRequest } from "./http.js";
import { jsonRequest } from "./json.js";

export { headerPairs } from "./http.js";

/** Returns `{ form, url, headers, ip, body, exactness }`; undefined where the bytes are a body alone. */
export const recognised = (bytes) => rawRequest(bytes) ?? jsonRequest(toText(bytes) ?? "");

/** Returns the same of a body, with headers that were given apart. */
export const bodyAlone = (body, headers) => ({ form: "a body", headers, body, exactness: "exact" });
