import { log } from "../../log.mjs";
import { within } from "../../ingest/parallel.mjs";
import { tell } from "../overview/shards.mjs";
import { millisecondsOf } from "../../settings.mjs";
import { Outbox } from "./outbox.mjs";

/** The most messages that the queue accepts in one call. */
const MOST_MESSAGES = 100;

/** How long such a call may take. */
const PATIENCE_MS = 30_000;

/**
 * Sends the rows of the outbox to the queue. It does so at once if possible. The object's alarm sends them if the object was
 * stopped before, if the queue failed, or if nobody has reported for a long time.
 */
export class Courier {
  #storage;
  #env;
  #deliveries;
  #outbox;
  #retention;
  /** Places that were noted but not yet sent. If the instance is stopped, the alarm sends them. */
  #unsent = new Set();
  #sending = false;
  /** The time of the alarm, as far as this instance knows. */
  #alarmAt = null;

  /**
   * @param {DurableObjectStorage} storage
   * @param {object} env
   * @param {import("./deliveries.mjs").Deliveries} deliveries
   * @param {import("./retention.mjs").Retention} retention
   */
  constructor(storage, env, deliveries, retention) {
    this.#storage = storage;
    this.#env = env;
    this.#deliveries = deliveries;
    this.#retention = retention;
    this.#outbox = new Outbox(storage.sql);
  }

  /** Notes, in the transaction of a change, that the queue needs a message about it. */
  note(received) {
    this.#outbox.add(received, Date.now() + this.#soonMs);
    this.#unsent.add(received);
  }

  /** Notes that a consumer has reported on a delivery. If it changed after the message, it needs another one. */
  reported({ received, state }) {
    if (this.#unsent.has(received)) return;
    if (state === "pending") this.#outbox.postpone(received, this.#lateMs);
    else this.#outbox.remove(received);
  }

  /** Notes that a consumer must report on a delivery again later, because the overview did not accept the report. */
  remind(received) {
    if (this.#unsent.has(received)) return;
    this.#outbox.add(received, Date.now());
    this.#outbox.postpone(received, this.#lateMs);
  }

  /**
   * Sets the alarm for the next due note or deletion. Call it after each transaction, before any `await`, so that both are
   * written or neither is. An early alarm costs less than moving the alarm for each delivery. So while the outbox has notes,
   * the alarm only moves to an earlier time.
   */
  setAlarm() {
    const due = this.#outbox.firstDue();
    const old = this.#retention.due();
    if (due === null && old === null) {
      this.#alarmAt = null;
      this.#storage.deleteAlarm();
    } else if (due === null) {
      this.#setAlarm(old);
    } else if (this.#alarmAt === null || due < this.#alarmAt) {
      this.#setAlarm(Math.min(due, old ?? due));
    }
  }

  #setAlarm(at) {
    if (at === this.#alarmAt) return;
    this.#alarmAt = at;
    this.#storage.setAlarm(at);
  }

  /** Clears the state of this instance after the object was emptied. */
  reset() {
    this.#unsent.clear();
    this.#alarmAt = null;
  }

  /** Sends to the queue without making the caller wait. If it fails, the alarm is set, so nothing is lost. */
  sendInBackground() {
    this.#send().catch((error) => log.error("the queue does not accept messages", { error }));
  }

  /**
   * Runs when the object's alarm goes off. It first postpones the due rows. So the alarm does not go off again at once, even if
   * the queue is slow or another call is already sending.
   */
  async wake() {
    this.#alarmAt = null;
    const due = this.#outbox.due();
    for (const received of due) {
      this.#unsent.add(received);
      this.#outbox.postpone(received, this.#soonMs);
    }
    this.setAlarm();
    try {
      await this.#send();
    } catch (error) {
      log.error("the queue does not accept messages", { error });
      await this.#tellOverview(due);
    }
  }

  /** Rows that are noted during the call are also sent. */
  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#unsent.size > 0) await this.#sendSome([...this.#unsent].slice(0, MOST_MESSAGES));
    } finally {
      this.#sending = false;
    }
  }

  async #sendSome(places) {
    const rows = this.#rows(places);
    for (const received of places) this.#unsent.delete(received);
    await within(
      PATIENCE_MS,
      this.#env.WORK.sendBatch(rows.map((row) => ({ body: row }))),
      "the queue does not answer",
    );
    for (const received of places) if (!this.#unsent.has(received)) this.#outbox.postpone(received, this.#lateMs);
  }

  /** If the queue does not accept the rows, the operator still sees them. */
  async #tellOverview(places) {
    await tell(this.#env, [{ rows: this.#rows(places), entries: [] }]);
  }

  #rows(places) {
    return places.map((received) => this.#deliveries.row(received)).filter(Boolean); // a transaction may have been rolled back
  }

  get #soonMs() {
    return millisecondsOf(this.#env, "SEND_SECONDS");
  }

  get #lateMs() {
    return millisecondsOf(this.#env, "RESEND_SECONDS");
  }
}
