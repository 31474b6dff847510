// Hosts: each is a network namespace of its own, joined to this one by a cable that can be pulled. Without one (it needs
// Linux and root), a host is an address of this machine, and has no cable.

import { execFile } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { readlinkSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { launch } from "../launch/process.mjs";

const run = promisify(execFile);
const INSIDE = "eth0";
/** Addresses that are kept for tests of networks (RFC 2544): 198.18.0.0/15. A host takes four of them. */
const NETWORKS = 2 ** 15;
/** On Linux every address that begins with 127 is this machine. */
const ownAddress = (number) => (process.platform === "linux" ? `127.0.0.${number + 1}` : "127.0.0.1");

/**
 * @typedef {object} Host
 * @property {string} address where its servers listen
 * @property {string} gateway where it reaches this machine
 * @property {string[]} within the command that runs another one there
 * @property {{ pull: () => Promise<unknown>, plug: () => Promise<unknown> } | null} cable
 * @property {string | null} why the reason why it has no cable, or null
 * @property {() => Promise<void>} stop ends what is left of it
 */

/**
 * Makes a host.
 *
 * @param {number} number from 1
 * @returns {Promise<Host>}
 */
export async function makeHost(number) {
  try {
    return await makeNamespace();
  } catch ({ message }) {
    const address = ownAddress(number);
    const why = message.trim().replaceAll(/\s*\n\s*/g, ": ");
    return { address, gateway: address, within: [], cable: null, why, stop: async () => {} };
  }
}

/** A namespace lasts as long as a process is in it, and its cable as long as the namespace. */
async function makeNamespace() {
  if (process.platform !== "linux" || process.getuid() !== 0)
    throw new Error("a network namespace needs Linux and root");
  const holder = launch("unshare", ["--net", "sleep", "infinity"], { stdio: ["ignore", "ignore", "pipe"] });
  const stop = async () => {
    holder.signalAll("SIGKILL");
    await holder.waitFor(holder.ended);
  };
  try {
    const { pid } = holder.child;
    await entered(holder);
    const within = ["nsenter", "--target", String(pid), "--net"];
    const inside = (...args) => run(within[0], [...within.slice(1), "ip", ...args]);
    const [gateway, address] = twoAddresses();
    const name = `cs${randomBytes(5).toString("hex")}`;
    await run("ip", ["link", "add", name, "type", "veth", "peer", "name", INSIDE, "netns", String(pid)]);
    await run("ip", ["address", "add", `${gateway}/30`, "dev", name]);
    await run("ip", ["link", "set", name, "up"]);
    await inside("address", "add", `${address}/30`, "dev", INSIDE);
    await inside("link", "set", INSIDE, "up");
    const cable = {
      pull: () => inside("link", "set", INSIDE, "down"),
      plug: () => inside("link", "set", INSIDE, "up"),
    };
    return { address, gateway, within, cable, why: null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits until the process is in a namespace of its own. */
async function entered({ child, ended, waitFor }) {
  let end = null;
  ended.then((how) => (end = how));
  const said = text(child.stderr).catch(() => "");
  const own = networkOf("self");
  while (end === null) {
    if (![own, null].includes(networkOf(child.pid))) return;
    await sleep(10);
  }
  throw end.error ?? new Error(`unshare ended with ${end.code ?? end.signal}: ${await waitFor(said)}`);
}

/** Returns null for a process that has ended. */
function networkOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return null;
  }
}

function twoAddresses() {
  const first = 4 * randomInt(NETWORKS);
  return [1, 2].map((place) => {
    const number = first + place;
    return `198.${18 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
  });
}
