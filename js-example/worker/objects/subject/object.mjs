import { DurableObject } from "cloudflare:workers";
import { canReturn, judge, returnKey } from "../../../shared/ledger/returns.mjs";
import { settle } from "../../../shared/ledger/settle.mjs";
import { log } from "../../log.mjs";
import { balanceObject } from "../index.mjs";
import { numberOf } from "../../settings.mjs";
import { Courier } from "./courier.mjs";
import { Deliveries } from "./deliveries.mjs";
import { divideSome } from "./divide.mjs";
import { SubjectEntry } from "./entry.mjs";
import { Retention } from "./retention.mjs";
import { createTables } from "./schema.mjs";
import { WorkError, workOn } from "./work.mjs";

/** The place of the one body in the object of a batch. */
const BATCH = 0;

/**
 * @typedef {object} Report how things are with some deliveries
 * @property {import("./deliveries.mjs").Row[]} rows
 * @property {import("../overview/tables.mjs").LedgerRow[]} entries those of the ledger that they concern
 * @property {number[]} failed places of what has to be tried again
 */

/** @type {Report} of an object that is empty */
const NOTHING = { rows: [], entries: [], failed: [] };

/**
 * What is known about one subject of one provider: an order, a parcel, a user, a transaction. One object for each, so that
 * what belongs together has one place in the world that decides about it, one after the other, and subjects do not wait for
 * each other.
 *
 * A call is answered only once what it has written is durable: the runtime holds the answer back until then.
 */
export class Subject extends DurableObject {
  #deliveries;
  #entry;
  #courier;
  #retention;
  #hasTables = false;

  constructor(ctx, env) {
    super(ctx, env);
    this.#deliveries = new Deliveries(ctx.storage.sql);
    this.#entry = new SubjectEntry(ctx.storage.sql);
    this.#retention = new Retention(ctx.storage.sql, env);
    this.#courier = new Courier(ctx.storage, env, this.#deliveries, this.#retention);
  }

  /**
   * Stores what has been received about this subject, in its order: claims each `dedupeKey`, tells news from duplicates, asks
   * whether what the ledger shows is newer, and writes event, body and the note for the queue, all in one transaction.
   *
   * @param {object} receipt
   * @param {string} receipt.provider
   * @param {string} receipt.subject
   * @param {string} receipt.trust
   * @param {{ kind: string, dedupeKey: string, event: string }[]} receipt.units with the events as JSON texts
   * @param {Uint8Array | null} receipt.body null when another object has it
   * @param {string | null} receipt.bodyIn the subject of that object
   */
  store({ units, ...receipt }) {
    this.#change(() => {
      const body = { ...receipt, bodyOf: null };
      for (const unit of units) this.#courier.note(this.#take(unit, body));
    });
  }

  /** Keeps the body of a batch whose parts are about several subjects. */
  keepBody(body) {
    this.#open();
    this.#deliveries.addBody(BATCH, body);
    this.#courier.setAlarm();
  }

  /** Deletes the body of a batch, once its parts are stored. */
  deleteBody() {
    if (!this.#isThere()) return;
    this.#deliveries.deleteBody(BATCH);
  }

  /** The ids of all deliveries, and the batches that hold bodies of theirs. */
  traces() {
    if (!this.#isThere()) return { ids: [], bodiesIn: [] };
    return this.#deliveries.traces();
  }

  /** Deletes all that is known about this subject, keys included. */
  erase() {
    return this.#empty();
  }

  /** @returns {Uint8Array | null} the body of a batch */
  readBody() {
    if (!this.#isThere()) return null;
    return this.#deliveries.body(BATCH);
  }

  /**
   * Does the work for what the queue has brought.
   *
   * @param {number[]} places
   * @returns {Promise<Report>}
   */
  async work(places) {
    if (!this.#isThere()) return NOTHING;
    const outcomes = [];
    for (const received of places) outcomes.push({ received, ...(await this.#tryOne(received)) });
    const rows = this.#rows(places);
    for (const row of rows) this.#courier.reported(row);
    this.#courier.setAlarm();

    const own = this.#entry.row();
    const balances = outcomes.map(({ balance }) => balance).filter(Boolean);
    const failed = outcomes.filter(({ error }) => error).map(({ received }) => received);
    return { rows, entries: own ? [own, ...balances] : balances, failed };
  }

  /**
   * Gives up what the queue has given up and whose work has failed often enough. The rest stays pending, and the queue is told
   * of it again.
   *
   * @param {number[]} places
   * @returns {Promise<Report>}
   */
  bury(places) {
    if (!this.#isThere()) return NOTHING;
    const mostAttempts = numberOf(this.env, "ATTEMPTS");
    for (const received of places) this.#deliveries.bury(received, mostAttempts);
    for (const row of this.#rows(places)) {
      const { provider, id, state } = row;
      if (state === "dead") log.error("a delivery is given up", { provider, id });
      else if (state === "pending") log.warn("a delivery could not be worked on, and is kept", { provider, id });
      this.#courier.reported(row);
    }
    this.#courier.setAlarm();
    return this.#report(places);
  }

  /**
   * Tells the queue again of pending deliveries.
   *
   * @param {number[]} places
   * @returns {Promise<Report>}
   */
  poke(places) {
    if (!this.#isThere()) return NOTHING;
    this.#change(() => {
      for (const { received, state } of this.#rows(places)) if (state === "pending") this.#courier.note(received);
    });
    return this.#report(places);
  }

  /**
   * Has the queue told again later of what the overview was not told of, so that the next report makes up for it.
   *
   * @param {number[]} places
   */
  remind(places) {
    if (!this.#isThere()) return;
    for (const { received } of this.#rows(places)) this.#courier.remind(received);
    this.#courier.setAlarm();
  }

  /**
   * Hands a delivery to the worker again. An effect that has happened does not happen again.
   *
   * @param {number} received
   * @returns {import("./deliveries.mjs").Row | null} null when it is not there any more
   */
  replay(received) {
    if (!this.#isThere()) return null;
    this.#change(() => {
      if (!this.#deliveries.row(received)) return;
      this.#deliveries.revive(received);
      this.#courier.note(received);
    });
    return this.#deliveries.row(received) ?? null;
  }

  /** Returns one delivery with its event and its body, or where that is, as far as they are kept; null when there is none. */
  read(received) {
    if (!this.#isThere()) return null;
    const row = this.#deliveries.row(received);
    if (!row) return null;
    const { event, bodyOf, bodyIn } = this.#deliveries.content(received);
    return { row, event, body: bodyOf === null ? null : this.#deliveries.body(bodyOf), bodyIn };
  }

  async alarm() {
    if (!this.#isThere()) return;
    if (this.#retention.sweep()) await this.#empty();
    else await this.#courier.wake();
  }

  /** Leaves nothing behind, and is as a new object is. */
  async #empty() {
    this.#hasTables = false;
    this.#courier.reset();
    await this.ctx.storage.deleteAll();
  }

  /** Makes the tables: before anything is written, and not within a transaction, which may be undone. */
  #open() {
    if (!this.#hasTables) createTables(this.ctx.storage.sql);
    this.#hasTables = true;
  }

  /** Whether anything is stored here. An object that is only asked stays empty. */
  #isThere() {
    if (this.#hasTables) return true;
    const tables = this.ctx.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'deliveries'").toArray();
    if (tables.length > 0) this.#open();
    return this.#hasTables;
  }

  /** Makes a change of which the queue has to be told. */
  #change(change) {
    this.#open();
    this.ctx.storage.transactionSync(change);
    this.#courier.setAlarm();
    this.#courier.sendInBackground();
  }

  async #tryOne(received) {
    try {
      if (this.#deliveries.isUndivided(received)) return await this.#divide(received);
      const balance = await workOn(received, {
        storage: this.ctx.storage,
        deliveries: this.#deliveries,
        entry: this.#entry,
        book: (unit) => balanceObject(this.env, unit).book(unit),
      });
      return { balance };
    } catch (error) {
      log.error("work failed", { error });
      this.#deliveries.fail(received, error, error instanceof WorkError);
      return { error };
    }
  }

  async #divide(received) {
    const more = await divideSome(received, this.#deliveries, this.readBody(), this.env);
    if (more) this.#change(() => this.#courier.note(received));
    else this.#deliveries.settle(received, "applied");
    return {};
  }

  /** How things are. What is done can be worked on again: then it says what the ledger has come to. */
  async #report(places) {
    const done = this.#rows(places).filter(({ state }) => state === "applied");
    const { entries } = await this.work(done.map(({ received }) => received));
    return { rows: this.#rows(places), entries, failed: [] };
  }

  #rows(places) {
    return places.map((received) => this.#deliveries.row(received)).filter(Boolean);
  }

  /** Stores a unit, or counts it as a duplicate; returns the place of the delivery that has changed. */
  #take(unit, receipt) {
    if (!this.#deliveries.has(unit.dedupeKey)) return this.#add(unit, receipt);
    const parsed = { ...unit, provider: receipt.provider, event: JSON.parse(unit.event) };
    // The event of the delivery that has the key may be deleted: what the ledger shows has its own.
    const stored = canReturn(parsed) ? this.#deliveries.stored() : [];
    if (stored.length === 0) return this.#deliveries.repeat(unit.dedupeKey);
    if (this.#deliveries.has(returnKey(parsed))) return this.#deliveries.repeat(returnKey(parsed));
    const { is, of } = judge(parsed, stored);
    if (is === "news") return this.#add({ ...unit, dedupeKey: returnKey(parsed) }, receipt);
    if (is === "later") this.#deliveries.moveOn(of.received, unit.event);
    return this.#deliveries.repeat(of?.key ?? unit.dedupeKey);
  }

  /** Stores one unit. The first one of a receipt that is new brings the body along. */
  #add(unit, receipt) {
    const { provider, subject } = receipt;
    const received = this.#deliveries.nextPlace();
    if (receipt.body && receipt.bodyOf === null) {
      this.#deliveries.addBody(received, receipt.body);
      receipt.bodyOf = received;
    }
    const state = this.#stateOnReceipt({ ...unit, provider, subject, received });
    this.#deliveries.add({ ...receipt, ...unit, received, state });
    return received;
  }

  /** Tells whether what came is older than what the ledger shows: then it is stored, and there is nothing to be done. */
  #stateOnReceipt({ event, ...unit }) {
    const entry = this.#entry.read();
    if (!entry) return "pending";
    try {
      return settle({ ...unit, event: JSON.parse(event) }, entry).state === "superseded" ? "superseded" : "pending";
    } catch {
      return "pending"; // that its work fails is found when it is worked on
    }
  }
}
