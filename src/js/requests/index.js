// Recognises a request in bytes from any tool.

import { toText } from "./bytes.js";
import { rawRequest } from "./http.js";
import { jsonRequest } from "./json.js";

export { headerPairs } from "./http.js";

/** Returns `{ form, url, headers, ip, body, exactness }`; undefined if the bytes are only a body. */
export const recognised = (bytes) => rawRequest(bytes) ?? jsonRequest(toText(bytes) ?? "");

/** Returns the same for a body with separate headers. */
export const bodyAlone = (body, headers) => ({ form: "a body", headers, body, exactness: "exact" });
