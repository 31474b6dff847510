// The search runs in this worker, so that the page stays usable and can stop it.

import { createDiagnose } from "../diagnose/index.js";
import { fromBase64 } from "../requests/bytes.js";

const bytesOf = async (stream) => new Uint8Array(await new Response(stream).arrayBuffer());

/** Returns the decompressed bytes, or undefined if they are not in this format. */
async function decompressed(bytes, format) {
  try {
    return await bytesOf(new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format)));
  } catch {
    return undefined;
  }
}

self.onmessage = async ({ data: { module, provider, incoming, config, evidence } }) => {
  try {
    const { diagnose } = createDiagnose(await decompressed(fromBase64(module), "deflate-raw"));
    const inflated = await Promise.all(
      ["gzip", "deflate", "deflate-raw"].map((format) => decompressed(incoming.body, format)),
    );
    const diagnosis = diagnose(provider, incoming, config, {
      ...evidence,
      candidates: { body_compressed: inflated.filter((body) => body?.length > 0) },
      onProgress: (searched) => self.postMessage({ searched }),
    });
    self.postMessage({ diagnosis });
  } catch (error) {
    self.postMessage({ problem: String(error?.message ?? error) });
  }
};
