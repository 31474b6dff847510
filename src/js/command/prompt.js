// Asks for a key without showing it.

import { INTERRUPTED, Failure } from "./exit.js";

export const canAsk = () => process.stdin.isTTY === true && process.stderr.isTTY === true;

/** Resolves to the typed line. */
export function askHidden(question) {
  const { stdin, stderr } = process;
  return new Promise((resolve, reject) => {
    let typed = "";
    const end = (settle, value) => {
      stdin.off("data", take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write("\n");
      settle(value);
    };
    const take = (chunk) => {
      for (const character of chunk) {
        if (character === "\r" || character === "\n" || character === "\u0004") return end(resolve, typed);
        if (character === "\u0003") return end(reject, new Failure(INTERRUPTED, "interrupted"));
        typed = character === "\u007f" || character === "\b" ? typed.slice(0, -1) : typed + character;
      }
    };
    // Before the question, or the terminal would show text that is typed at once.
    stdin.setRawMode(true);
    stderr.write(question);
    stdin.setEncoding("utf8");
    stdin.on("data", take);
    stdin.resume();
  });
}
