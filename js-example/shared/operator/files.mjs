/** The page's files by the path that serves them. Both servers read this list. */
export const FILES = {
  "/operator": { file: "index.html", type: "text/html; charset=utf-8" },
  "/operator/style.css": { file: "style.css", type: "text/css; charset=utf-8" },
  "/operator/page.js": { file: "page.js", type: "text/javascript; charset=utf-8" },
  "/operator/icon.svg": { file: "icon.svg", type: "image/svg+xml" },
};

/** Headers of every file. The page shows text from strangers, and the browser must never run it. */
export const HEADERS = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
