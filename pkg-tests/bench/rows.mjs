// The measurements: each row is one call on deliveries of one kind, by all candidates that can do the same. The others are compared
// with the first candidate of a row.

import { createHash } from "node:crypto";
import { BATCHES, batchOf, bodyOf, SIZES } from "./bodies.mjs";
import { receiveByHand, rotateByHand, verifyByHand } from "./candidates/by-hand.mjs";
import { hashes, macs } from "./candidates/hashes.mjs";
import { SECRET } from "./candidates/keys.mjs";
import { modules } from "./candidates/modules.mjs";
import { ours } from "./candidates/ours.mjs";
import { peers } from "./candidates/peers.mjs";
import { presetsOf } from "./candidates/presets.mjs";
import { receiveByWebCrypto, verifyByWebCrypto } from "./candidates/webcrypto.mjs";
import { sizeName } from "./format.mjs";
import { HEADERS } from "./platforms.mjs";

const KB = 1024;
const KEYS = [1, 2, 5, 10];
const HEADER_COUNTS = [1, 15, 50];
/** In bytes. For larger bodies the hash is nearly all of the time, which is the same for all. */
const PRESET_SIZES = [150, KB, 8 * KB];

const row = (group, column, provider, size, more) => ({
  group,
  column,
  name: `${group} ${column}`,
  provider,
  size,
  body: (kind, seed) => bodyOf(kind, size, seed),
  ...more,
});

const sized = (group, provider, candidates) =>
  SIZES.map((size) => row(group, sizeName(size), provider, size, { candidates }));

const verifies = async ({ packages, platform }) => [
  ...ours(packages, "optondemand", "verify"),
  ...verifyByHand("optondemand", platform),
  ...(await verifyByWebCrypto(platform)),
];

/** A receiver of a provider without signatures, and a few hand-written lines that check as much as people usually do. */
const receives =
  (provider) =>
  ({ packages, platform }) => [...ours(packages, provider, "receive"), ...receiveByHand(provider, platform)];

/** The last key matches. */
const rotation = (count) => {
  const secrets = [...Array.from({ length: count - 1 }, (_, at) => `${SECRET}-${at}`), SECRET];
  return {
    candidates: ({ packages, platform }) => [
      ...ours(packages, "optondemand", "verify", { secret: secrets }),
      ...rotateByHand(secrets, platform),
    ],
  };
};

const keys = KEYS.map((count) => row("keys in rotation", String(count), "optondemand", KB, rotation(count)));

const headers = Object.keys(HEADERS).flatMap((form) =>
  HEADER_COUNTS.map((count) =>
    row(`headers in ${form === "object" ? "a plain object" : form}`, String(count), "optondemand", KB, {
      headers: count,
      form,
      candidates: verifies,
    }),
  ),
);

const batches = BATCHES.map((count) =>
  row("isendu receive", `${count} tracking${count > 1 ? "s" : ""}`, "isendu", batchOf(count, 0).length, {
    body: (_kind, seed) => batchOf(count, seed),
    candidates: receives("isendu"),
  }),
);

/** We have no separate hash function: `verify` hashes the body, with the key's pads hashed in advance, and reads the header. */
const throughput = row("SHA-256", "1 MB", "optondemand", KB * KB, {
  isAlwaysQuick: true,
  expected: (bytes) => createHash("sha256").update(bytes).digest(),
  candidates: async ({ packages }) => [...ours(packages, "optondemand", "verify"), ...(await hashes())],
});

export const ROWS = [
  ...sized("optondemand verify", "optondemand", async (given) => [...(await verifies(given)), ...(await macs())]),
  ...sized("optondemand receive", "optondemand", async ({ packages, platform }) => [
    ...ours(packages, "optondemand", "receive"),
    ...receiveByHand("optondemand", platform),
    ...(await receiveByWebCrypto(platform)),
    ...peers(platform),
  ]),
  ...sized("xoxoday receive", "xoxoday", receives("xoxoday")),
  ...sized("reward receive", "reward", receives("reward")),
  ...batches,
  ...PRESET_SIZES.map((size) =>
    row("presets verify", sizeName(size), "optondemand", size, { candidates: ({ packages }) => presetsOf(packages) }),
  ),
  ...keys,
  ...headers,
  throughput,
  {
    group: "module",
    column: "instance",
    name: "module instance",
    mostCalls: 4,
    candidates: ({ packages }) => modules(packages),
  },
];

/** The rows that depend on a native hash function. */
export const isHashed = ({ group }) => group.startsWith("optondemand ") || group === "SHA-256";
