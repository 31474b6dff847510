const colored = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colored ? `\x1b[${code}m${text}\x1b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

/**
 * Prints one row for each delivery, with the answers of both servers side by side.
 *
 * @param {{ delivery: import("../sender/deliveries.mjs").Delivery, answers: Record<string, import("./compare.mjs").Answer> }[]} rows
 * @param {string[]} servers
 */
export function printTable(rows, servers) {
  const lines = rows.map(({ delivery, answers }) => [
    delivery.title,
    ...servers.map((name) => String(answers[name].status ?? "none")),
    both(servers, answers, (answer) => answer.trust ?? "-"),
    both(servers, answers, understanding),
  ]);
  const heads = ["delivery", ...servers, "trust", "understood"];
  const widths = heads.map((head, column) => Math.max(...[head, ...lines.map((line) => line[column])].map(width)));
  const align = (cells) => cells.map((cell, column) => cell + " ".repeat(widths[column] - width(cell))).join("  ").trimEnd();

  console.log(`\n  ${bold(align(heads))}`);
  let provider;
  rows.forEach(({ delivery, answers }, index) => {
    if (delivery.provider !== provider) console.log(`\n  ${bold((provider = delivery.provider))}`);
    const right = servers.every((name) => answers[name].differences.length === 0);
    console.log(`${right ? green("✓") : red("✗")} ${align(lines[index])}`);
  });
  console.log();
}

/** Prints each answer that differs from the contract, and in what. */
export function printDifferences(rows, servers) {
  for (const { delivery, answers } of rows) {
    for (const name of servers) {
      const { differences } = answers[name];
      if (differences.length === 0) continue;
      console.log(`${red("✗")} ${delivery.id} at ${name}`);
      for (const difference of differences) console.log(`    ${difference}`);
    }
  }
}

function understanding({ outcome, understood }) {
  return understood === null ? outcome : `${outcome}: ${understood}`;
}

function both(servers, answers, read) {
  return [...new Set(servers.map((name) => read(answers[name])))].join(" | ");
}

function width(text) {
  return [...text].length;
}
