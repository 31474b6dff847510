// Chooses steps of the test run by words: `make test ONLY=boundary`.

const isTestFile = (word) => word.endsWith(".test.mjs");
const split = (path) => path.split("/").slice(-2);

/**
 * Returns the steps with one of the words in their name. Of the other steps, it returns those with chosen test files, reduced to
 * these files. A word that is a folder's whole name chooses the folder's files; any other word chooses the files with the word
 * in their name. A step is `[name, command, ...arguments]`. Commas separate the words; case is ignored.
 *
 * @throws {Error} A word that matches nothing: a misspelt name must not pass as a green run.
 */
export function selectSteps(steps, words) {
  const wanted = words
    .split(",")
    .map((word) => word.trim().toLowerCase())
    .filter(Boolean);
  const files = steps.flatMap((step) => step.filter(isTestFile));
  const folders = new Set(files.map((path) => split(path)[0]));
  const has = (text, word) => text.toLowerCase().includes(word);
  const hasFile = (path, word) => {
    const [folder, name] = split(path);
    return folders.has(word) ? folder === word : has(name, word);
  };
  const unmatched = wanted.filter(
    (word) => !steps.some(([name]) => has(name, word)) && !files.some((path) => hasFile(path, word)),
  );
  if (unmatched.length > 0 || wanted.length === 0) {
    throw new Error(
      `no step, no folder and no test file is called ${unmatched.join(", ") || "nothing"}; --list names them all`,
    );
  }
  return steps.flatMap((step) => {
    const [name, ...command] = step;
    if (wanted.some((word) => has(name, word))) return [step];
    const chosen = command.filter((path) => isTestFile(path) && wanted.some((word) => hasFile(path, word)));
    return chosen.length > 0 ? [[name, ...command.filter((word) => !isTestFile(word)), ...chosen]] : [];
  });
}
