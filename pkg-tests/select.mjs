// Chooses steps of the test run by words: `make test ONLY=boundary`.

const isTestFile = (word) => word.endsWith(".test.mjs");

/**
 * Returns the steps whose name has one of the words, and of the other steps those whose test files have one, with these
 * files alone. A step is `[name, command, ...arguments]`. The words are separated by commas; letter case is ignored.
 *
 * @throws {Error} A word that matches nothing, so that a misspelt name does not pass as a green run.
 */
export function selectSteps(steps, words) {
  const wanted = words
    .split(",")
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean);
  const unmatched = new Set(wanted);
  const has = (text) => {
    const found = wanted.filter((word) => text.toLowerCase().includes(word));
    for (const word of found) unmatched.delete(word);
    return found.length > 0;
  };
  const chosen = steps.flatMap((step) => {
    const [name, ...command] = step;
    if (has(name)) return [step];
    const files = command.filter((word) => isTestFile(word) && has(word.slice(word.lastIndexOf("/") + 1)));
    return files.length > 0 ? [[name, ...command.filter((word) => !isTestFile(word)), ...files]] : [];
  });
  if (unmatched.size > 0 || wanted.length === 0) {
    throw new Error(`no step and no test file is called ${[...unmatched].join(", ") || "nothing"}; --list names them all`);
  }
  return chosen;
}
