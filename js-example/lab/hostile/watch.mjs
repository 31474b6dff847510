// A server seen from outside: its memory, and the lines of its log.

import { readdirSync, readFileSync } from "node:fs";

const EVERY_MS = 250;
const KIBIBYTE = 1024;
const PROC = "/proc";

/**
 * Returns the most memory that a process, or the largest of those that it has started, had so far, in bytes (`VmHWM`); 0 where
 * the system does not tell. workerd is a child of a child.
 */
export function peakOf(pid) {
  return Math.max(...familyOf(pid).map(ownPeakOf));
}

function ownPeakOf(pid) {
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(read(`${PROC}/${pid}/status`)) ?? [];
  return Number(kibibytes ?? 0) * KIBIBYTE;
}

function familyOf(pid) {
  const family = [pid];
  for (const each of family) {
    const tasks = list(`${PROC}/${each}/task`);
    const children = tasks.flatMap((task) => read(`${PROC}/${each}/task/${task}/children`).split(" ").filter(Boolean));
    family.push(...children.map(Number));
  }
  return family;
}

/** A process may end meanwhile, and not every system has these files. */
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Counts lines of a log by their level. @param {import("../launch/child.mjs").Child} child */
export function countLevels(child) {
  const levels = {};
  const errors = [];
  const read = (line) => {
    const { level = "info", msg, ...rest } = parse(line);
    levels[level] = (levels[level] ?? 0) + 1;
    if (["error", "fatal"].includes(level)) errors.push(`${level}: ${msg} ${JSON.stringify(rest)}`.slice(0, 500));
    return null; // no line is the last
  };
  child.line(read).catch(() => {}); // it has ended
  return { levels, errors };
}

/** A line that is no JSON counts as an error. */
function parse(line) {
  try {
    return JSON.parse(line);
  } catch {
    return { level: "error", msg: line };
  }
}

/**
 * Polls the metrics of a Node server for its used heap. `stop` resolves to the maximum in bytes.
 *
 * @param {string | null} url of /metrics, or null without metrics
 */
export function watchHeap(url) {
  let most = 0;
  let isStopped = url === null;
  const watching = watch();

  async function watch() {
    while (!isStopped) {
      const text = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
        (response) => response.text(),
        () => "",
      );
      most = Math.max(most, heapOf(text));
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  }

  return {
    async stop() {
      isStopped = true;
      await watching;
      return most;
    },
  };
}

const heapOf = (text) => Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(text)?.[1] ?? 0);
