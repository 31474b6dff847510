import { readFileSync } from "node:fs";
import { FILES, HEADERS } from "../../shared/operator/files.mjs";

/** Reads the page's files once. Returns the handlers by path. */
export function readOperatorPage() {
  const files = Object.entries(FILES).map(([path, { file, type }]) => {
    const body = readFileSync(new URL(`../../shared/operator/${file}`, import.meta.url));
    const headers = { ...HEADERS, "content-type": type, "content-length": body.length };
    return [path, (req, res) => res.writeHead(200, headers).end(req.method === "HEAD" ? undefined : body)];
  });
  return new Map(files);
}
