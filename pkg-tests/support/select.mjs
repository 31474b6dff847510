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
  const matches = (text, word) => text.toLowerCase().includes(word);
  const fileName = (path) => path.slice(path.lastIndexOf("/") + 1);
  const named = steps.flatMap(([name, ...command]) => [name, ...command.filter(isTestFile).map(fileName)]);
  const unmatched = wanted.filter((word) => !named.some((text) => matches(text, word)));
  if (unmatched.length > 0 || wanted.length === 0) {
    throw new Error(`no step and no test file is called ${unmatched.join(", ") || "nothing"}; --list names them all`);
  }
  const isWanted = (text) => wanted.some((word) => matches(text, word));
  return steps.flatMap((step) => {
    const [name, ...command] = step;
    if (isWanted(name)) return [step];
    const files = command.filter((word) => isTestFile(word) && isWanted(fileName(word)));
    return files.length > 0 ? [[name, ...command.filter((word) => !isTestFile(word)), ...files]] : [];
  });
}
