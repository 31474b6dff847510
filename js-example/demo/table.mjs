const colored = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colored ? `\x1b[${code}m${text}\x1b[0m` : text);

export const bold = paint(1);
export const dim = paint(2);
export const red = paint(31);
export const green = paint(32);

/**
 * Prints one row for each delivery, with the answers of both servers.
 *
 * @param {{ delivery: import("./cases/deliveries.mjs").Delivery, answers: Record<string, import("./compare.mjs").Answer> }[]} rows
 * @param {string[]} servers
 */
export function printTable(rows, servers) {
  const lines = rows.map(({ delivery, answers }) => [
    delivery.title,
    ...servers.map((name) => String(answers[name].status ?? "none")),
    delivery.expect.trust ?? "-",
    outcomeOf(delivery.expect),
  ]);
  const heads = ["delivery", ...servers, "trust", "what comes of it"];
  const [head, ...aligned] = align([heads, ...lines]);

  console.log(`\n  ${bold(head)}`);
  let provider;
  rows.forEach(({ delivery, answers }, index) => {
    if (delivery.provider !== provider) console.log(`\n  ${bold((provider = delivery.provider))}`);
    const right = servers.every((name) => answers[name].differences.length === 0);
    console.log(`${right ? green("✓") : red("✗")} ${aligned[index]}`);
  });
  console.log();
}

/** Prints each answer that differs from the contract, with its differences. */
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

/** Returns rows of cells as lines with aligned columns. @param {string[][]} rows */
export function align(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => width(row[column]))));
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell + " ".repeat(widths[column] - width(cell)))
      .join("  ")
      .trimEnd(),
  );
}

function outcomeOf({ outcome, verdict, stored, duplicates, quarantined }) {
  if (verdict === "refused") return `refused: ${outcome}`;
  if (verdict === "confirmed") return "confirmed";
  if (verdict === "unreadable") return `set aside: ${outcome}`;
  const parts = [...stored, duplicates > 0 && `${duplicates} known`, quarantined > 0 && `${quarantined} set aside`];
  return parts.filter(Boolean).join(", ");
}

function width(text) {
  return [...text].length;
}
