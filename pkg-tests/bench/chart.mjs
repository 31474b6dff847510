// Draws the chart for the page on speed: the time of a delivery of 1 KB as bars with numbers.

import { BASE } from "./speed.mjs";
import { findRow } from "./goals.mjs";
import { showTime } from "./format.mjs";

const CHARTED = "node-24";
const PANELS = [
  ["verify", "optondemand verify 1 KB"],
  ["receive: verify, key, payload", "optondemand receive 1 KB"],
];

const WIDTH = 720;
const LEFT = 300;
const RIGHT = 100;
const LINE = 22;
const BAR = 13;
const HEAD = 30;
/** The longest bar, as a multiple of the receiver's. A longer one ends in an arrow. */
const MOST = 6;

const STYLE = `
  text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
  .head { font-weight: 600 }
  .back { fill: #ffffff }
  .ours { fill: #0969da }
  .other { fill: #afb8c1 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .back { fill: #0d1117 }
    .ours { fill: #4493f8 }
    .other { fill: #656c76 }
  }
`;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function bar({ name, ns }, top, longest) {
  const isLonger = ns[1] > longest;
  const length = ((WIDTH - LEFT - RIGHT) * Math.min(ns[1], longest)) / longest;
  const [end, middle, bottom] = [LEFT + length, top + BAR / 2, top + BAR].map((value) => Number(value.toFixed(1)));
  const tip = isLonger ? `L${end + 8} ${middle}` : "";
  return `<text x="${LEFT - 10}" y="${top + 11}" text-anchor="end">${escaped(name)}</text>
<path class="${name.startsWith(BASE) ? "ours" : "other"}" d="M${LEFT} ${top}H${end}${tip}${isLonger ? `L${end} ${bottom}` : `V${bottom}`}H${LEFT}z"/>
<text x="${end + (isLonger ? 14 : 6)}" y="${top + 11}">${showTime(ns[1])}</text>`;
}

function panel([title, name], results, top) {
  const { candidates } = findRow(results, CHARTED, name);
  const longest = Math.min(MOST * candidates[0].ns[1], Math.max(...candidates.map(({ ns }) => ns[1])));
  const lines = candidates.map((candidate, at) => bar(candidate, top + HEAD + at * LINE, longest));
  return {
    text: [`<text class="head" x="10" y="${top + 18}">${escaped(title)}</text>`, ...lines].join("\n"),
    height: HEAD + candidates.length * LINE + 8,
  };
}

/** Returns the chart as an SVG. */
export function chart(results) {
  const titles = PANELS.map(([title]) => title.split(":")[0]).join(" and ");
  const title = `${titles} of a delivery of 1 KB in Node ${results.versions[CHARTED]}: time of one call`;
  let top = 30;
  const panels = PANELS.map((given) => {
    const { text, height } = panel(given, results, top);
    top += height;
    return text;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top + 4}" width="${WIDTH}" height="${top + 4}" role="img">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
<rect class="back" width="100%" height="100%" rx="6"/>
<text class="head" x="10" y="22">${escaped(title)}</text>
${panels.join("\n")}
</svg>
`;
}
