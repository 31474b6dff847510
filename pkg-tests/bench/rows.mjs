// What is measured: each row is one call of one provider on bodies of one size, with everything that can do the same.

import { BATCHES, batchOf, bodyOf, SIZES } from "./bodies.mjs";
import { receiveByHand, verifyByHand } from "./candidates/by-hand.mjs";
import { ours } from "./candidates/ours.mjs";
import { receiveByWebCrypto, verifyByWebCrypto } from "./candidates/webcrypto.mjs";

const UNITS = [[1_048_576, "MB"], [1024, "KB"], [1, "B"]];

/** Returns a size as the tables have it. */
export function sizeName(size) {
  const [unit, name] = UNITS.find(([unit]) => size >= unit);
  return `${size / unit} ${name}`;
}

const sized = (group, provider, candidates) =>
  SIZES.map((size) => ({ group, name: `${group} ${sizeName(size)}`, column: sizeName(size), provider, size, body: (kind, seed) => bodyOf(kind, size, seed), candidates }));

/** A receiver of a provider that signs nothing, beside the few lines that do as much of it as people do. */
const received = (provider) => async ({ packages, header }) => [...ours(packages, provider, "receive"), ...receiveByHand(provider, header)];

export const ROWS = [
  ...sized("optondemand verify", "optondemand", async ({ packages, header }) => [
    ...ours(packages, "optondemand", "verify"),
    ...verifyByHand("optondemand", header),
    ...(await verifyByWebCrypto(header)),
  ]),
  ...sized("optondemand receive", "optondemand", async ({ packages, header }) => [
    ...ours(packages, "optondemand", "receive"),
    ...receiveByHand("optondemand", header),
    ...(await receiveByWebCrypto(header)),
  ]),
  ...sized("xoxoday receive", "xoxoday", received("xoxoday")),
  ...sized("reward receive", "reward", received("reward")),
  ...BATCHES.map((count) => ({
    group: "isendu receive",
    name: `isendu receive ${count}`,
    column: `${count} tracking${count > 1 ? "s" : ""}`,
    provider: "isendu",
    size: batchOf(count, 0).length,
    body: (_kind, seed) => batchOf(count, seed),
    candidates: received("isendu"),
  })),
];
