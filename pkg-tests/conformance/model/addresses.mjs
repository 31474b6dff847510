// Addresses and CIDR blocks (RFC 4291 and RFC 4632) as strings of bits: a block contains the addresses that start with its bits.

import { isIPv4, isIPv6 } from "node:net";

const binary = (number, length) => Number(number).toString(2).padStart(length, "0");
const bitsOfIPv4 = (address) =>
  address
    .split(".")
    .map((byte) => binary(byte, 8))
    .join("");

/** The prefix of IPv4-mapped IPv6 addresses (RFC 4291, section 2.5.5.2). */
const MAPPED = "0".repeat(80) + "1".repeat(16);

/** Returns the version and the bits of an address or a block; undefined if the text is neither. */
export function block(text) {
  const [, address, , length] = /^([^/]*)(\/(0|[1-9]\d*))?$/.exec(text) ?? [];
  if (isIPv4(address)) return cut(4, bitsOfIPv4(address), length);
  // An address with a zone, as in fe80::1%eth0, is only valid on one machine.
  if (!isIPv6(address) || address.includes("%")) return undefined;
  const found = cut(6, bitsOfIPv6(address), length);
  return found?.bits.startsWith(MAPPED) ? { version: 4, bits: found.bits.slice(MAPPED.length) } : found;
}

/** Returns an address as a block of one; undefined for anything else. */
export const address = (text) => (text.includes("/") ? undefined : block(text));

/** Tells whether an address is in a block. */
export const isIn =
  ({ version, bits }) =>
  (outer) =>
    outer.version === version && bits.startsWith(outer.bits);

function cut(version, bits, length = bits.length) {
  return length <= bits.length ? { version, bits: bits.slice(0, length) } : undefined;
}

function bitsOfIPv6(address) {
  // The URL parser converts an IPv4 tail into two groups of hexadecimal digits.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [front, back = []] = plain.split("::").map((side) => side.split(":").filter(Boolean));
  const groups = [...front, ...Array(8 - front.length - back.length).fill("0"), ...back];
  return groups.map((group) => binary(`0x${group}`, 16)).join("");
}
