// "Did you mean": the name that is the fewest edits away.

/** Returns how many characters have to be changed, added or removed (Levenshtein's distance). */
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

/** Returns a sentence that names the most similar name, or none where all are too far away. */
export function didYouMean(given, names) {
  const [best] = names
    .map((name) => ({ name, apart: distance(given.toLowerCase(), name) }))
    .sort((one, other) => one.apart - other.apart);
  return best !== undefined && best.apart <= Math.max(2, Math.floor(given.length / 3))
    ? ` Did you mean ${best.name}?`
    : "";
}
