/**
 * The same server, each time without some of its parts. The path begins with the variant's name.
 *
 * @type {Record<string, string>}
 */
export const VARIANTS = {
  bare: "HTTP alone: the body is read, and answered",
  verified: "without storage: verified and read, not stored",
  stored: "without verification: read and stored, nothing checked",
  full: "all of it",
};

/** A provider whose receiver accepts everything. Only for measuring. */
export function unverified(provider) {
  const verified = { trust: "none", keyIndex: null };
  const receive = ({ body }) => ({ ...provider.parse(body), ...verified });
  return { ...provider, receiver: () => ({ receive, verify: () => verified }) };
}

/** Splits `/<variant>/hooks/…` into the variant and the server's own path. */
export function readVariant(path) {
  const [, variant, rest] = /^\/([a-z]+)(\/.*)$/.exec(path) ?? [];
  return Object.hasOwn(VARIANTS, variant) ? { variant, rest } : null;
}
