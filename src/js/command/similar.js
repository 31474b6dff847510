// "Did you mean": finds the most similar name.

/** Returns the number of characters to change, add or remove (Levenshtein distance). */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1)
      next[to] = Math.min(row[to] + 1, next[to - 1] + 1, row[to - 1] + (one[at - 1] === other[to - 1] ? 0 : 1));
    row = next;
  }
  return row[other.length];
}

/** Returns a sentence with the most similar name, or an empty text if none is similar. */
export function didYouMean(given, names) {
  const [best] = names
    .map((name) => ({ name, apart: distance(given.toLowerCase(), name) }))
    .sort((one, other) => one.apart - other.apart);
  return best !== undefined && best.apart <= Math.max(2, Math.floor(given.length / 3))
    ? ` Did you mean ${best.name}?`
    : "";
}
