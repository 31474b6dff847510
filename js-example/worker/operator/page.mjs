import { FILES, HEADERS } from "../../shared/operator/files.mjs";
// wrangler.jsonc imports these as texts, not as code.
import icon from "../../shared/operator/icon.svg";
import page from "../../shared/operator/index.html";
import script from "../../shared/operator/page.js";
import style from "../../shared/operator/style.css";

const TEXTS = { "icon.svg": icon, "index.html": page, "page.js": script, "style.css": style };

/** Returns one of the page's files, or null. */
export function pageAt(pathname) {
  if (!Object.hasOwn(FILES, pathname)) return null;
  const { file, type } = FILES[pathname];
  return { body: TEXTS[file], headers: { ...HEADERS, "content-type": type } };
}
