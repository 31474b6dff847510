// Writes a picture as PNG with 16 shades of grey: a page of text takes a quarter of the size then.

import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const DEPTH = 4;

/**
 * Returns a PNG (ISO/IEC 15948) of greyscale samples with four bits each.
 *
 * @param {Uint8Array} grey a byte for each pixel
 * @param {number} width
 * @param {number} height
 */
export function encodeGrey(grey, width, height) {
  const stride = Math.ceil(width / 2);
  const rows = Buffer.alloc((stride + 1) * height); // each row starts with its filter: 0, none
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const shade = Math.round(grey[y * width + x] / 17);
      rows[y * (stride + 1) + 1 + (x >> 1)] |= x % 2 === 0 ? shade << DEPTH : shade;
    }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = DEPTH;
  return Buffer.concat([SIGNATURE, chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND")]);
}

function chunk(name, data = Buffer.alloc(0)) {
  const named = Buffer.concat([Buffer.from(name), data]);
  const made = Buffer.alloc(named.length + 8);
  made.writeUInt32BE(data.length, 0);
  named.copy(made, 4);
  made.writeUInt32BE(crc32(named), named.length + 4);
  return made;
}

/** Runs in a page: decodes a picture, and returns its pixels as bytes of grey, in base64. */
export async function greyOf(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let text = "";
  for (let at = 0; at < data.length; at += 4)
    text += String.fromCharCode(Math.round(0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]));
  return { width, height, base64: btoa(text) };
}
