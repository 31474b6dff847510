// Prints random keys, bodies and their MACs from node:crypto and WebCrypto, one `key body mac` per line in hexadecimal. `mac.rs`
// compares them natively. The argument is the seed.

import { drawMessages, platformMacs } from "./hmac.mjs";

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const macs = Object.values(await platformMacs());
for (const { key, body } of drawMessages(Number(process.argv[2]))) {
  for (const mac of macs) console.log(`${hex(key)} ${hex(body)} ${await mac(key, body)}`);
}
