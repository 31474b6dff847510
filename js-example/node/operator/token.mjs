import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Returns a function that checks whether a request has one of the tokens in `Authorization: Bearer`. It compares all of them by
 * their digests, so the time it takes reveals neither a token nor its length.
 *
 * @param {string[]} tokens
 * @returns {(req: import("node:http").IncomingMessage) => boolean}
 */
export function createTokenCheck(tokens) {
  const digest = (text) => createHash("sha256").update(text).digest();
  const known = tokens.map(digest);
  return (req) => {
    const [, token] = /^Bearer +(\S+)$/i.exec(req.headers.authorization ?? "") ?? [];
    if (token === undefined) return false;
    const given = digest(token);
    return known.map((each) => timingSafeEqual(each, given)).includes(true);
  };
}
