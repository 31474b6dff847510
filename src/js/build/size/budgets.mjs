// The largest sizes that the package may have. The build fails above them.

export const KB = 1024;

/** Each limit in bytes, and the measured size that it applies to. */
export const BUDGETS = [
  { name: "wasm, gzipped", size: "wasmGzipped", most: 76 * KB },
  { name: "tarball", size: "tarball", most: 560 * KB },
];

/** Returns the budgets that the sizes exceed. */
export const exceeded = (sizes, budgets = BUDGETS) => budgets.filter(({ size, most }) => sizes[size] > most);
