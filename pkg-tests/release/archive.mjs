// Reads the archives that npm and cargo pack: gzipped tar of plain files (POSIX.1-2017, pax, "ustar Interchange Format").

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const BLOCK = 512;
const PLAIN_FILE = /^[0\0]$/;

const text = (header, from, length) =>
  header
    .subarray(from, from + length)
    .toString()
    .replace(/\0.*$/s, "");
const octal = (header, from, length) => Number.parseInt(text(header, from, length).trim() || "0", 8);

/** Returns the files of an archive in order: `{ path, mode, owner, mtime, content }`. */
export function entries(file) {
  const tar = gunzipSync(readFileSync(file));
  const found = [];
  for (let at = 0; tar[at] !== 0; ) {
    const header = tar.subarray(at, at + BLOCK);
    const [name, prefix, type, size] = [
      text(header, 0, 100),
      text(header, 345, 155),
      header.toString("latin1", 156, 157),
      octal(header, 124, 12),
    ];
    if (!PLAIN_FILE.test(type)) throw new Error(`${file}: ${name} is not a plain file`);
    found.push({
      path: prefix === "" ? name : `${prefix}/${name}`,
      mode: octal(header, 100, 8),
      owner: `${octal(header, 108, 8)}:${octal(header, 116, 8)}`,
      mtime: octal(header, 136, 12),
      content: tar.subarray(at + BLOCK, at + BLOCK + size),
    });
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return found;
}
