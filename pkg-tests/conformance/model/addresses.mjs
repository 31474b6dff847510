// Addresses and blocks of them (RFC 4291 and RFC 4632), as texts of bits: a block holds what begins with its bits.

import { isIPv4, isIPv6 } from "node:net";

const binary = (number, length) => Number(number).toString(2).padStart(length, "0");
const bitsOfIPv4 = (address) =>
  address
    .split(".")
    .map((byte) => binary(byte, 8))
    .join("");

/** RFC 4291, section 2.5.5.2: an IPv6 address that stands for one of IPv4 begins so. */
const MAPPED = "0".repeat(80) + "1".repeat(16);

/** Returns the version and the bits of an address or of the block that `/` makes of it; undefined where it is neither. */
export function block(text) {
  const [, address, , length] = /^([^/]*)(\/(0|[1-9]\d*))?$/.exec(text) ?? [];
  if (isIPv4(address)) return cut(4, bitsOfIPv4(address), length);
  // An address with a zone, as in fe80::1%eth0, means something on one machine only.
  if (!isIPv6(address) || address.includes("%")) return undefined;
  const found = cut(6, bitsOfIPv6(address), length);
  return found?.bits.startsWith(MAPPED) ? { version: 4, bits: found.bits.slice(MAPPED.length) } : found;
}

/** Returns an address, which is a block of one; undefined for anything else. */
export const address = (text) => (text.includes("/") ? undefined : block(text));

/** Tells whether an address lies in a block. */
export const isIn =
  ({ version, bits }) =>
  (outer) =>
    outer.version === version && bits.startsWith(outer.bits);

function cut(version, bits, length = bits.length) {
  return length <= bits.length ? { version, bits: bits.slice(0, length) } : undefined;
}

function bitsOfIPv6(address) {
  // The parser of URLs turns the last two groups into hexadecimal digits where they came as IPv4's.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [front, back = []] = plain.split("::").map((side) => side.split(":").filter(Boolean));
  const groups = [...front, ...Array(8 - front.length - back.length).fill("0"), ...back];
  return groups.map((group) => binary(`0x${group}`, 16)).join("");
}
