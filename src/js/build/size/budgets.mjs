// What the package may take at most. The build fails beyond that.

export const KB = 1024;

/** Each limit in bytes, and which of the measured sizes it is for. */
export const BUDGETS = [
  { name: "wasm, gzipped", size: "wasmGzipped", most: 76 * KB },
  { name: "tarball", size: "tarball", most: 450 * KB },
];

/** Returns the budgets that sizes are beyond. */
export const exceeded = (sizes, budgets = BUDGETS) => budgets.filter(({ size, most }) => sizes[size] > most);
