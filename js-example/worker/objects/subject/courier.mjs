import { log } from "../../log.mjs";
import { within } from "../../ingest/parallel.mjs";
import { tell } from "../overview/shards.mjs";
import { millisecondsOf } from "../../settings.mjs";
import { Outbox } from "./outbox.mjs";

/** What the queue takes at once. */
const MOST_MESSAGES = 100;

/** How long it may take to do so. */
const PATIENCE_MS = 30_000;

/**
 * Tells the queue of what is in the outbox: at once when it can, and by the object's alarm when the object was ended before
 * it could, when the queue takes nothing, and when nobody has reported for a long time.
 */
export class Courier {
  #storage;
  #env;
  #deliveries;
  #outbox;
  #retention;
  /** Places of what the queue has not been told since it was noted. An instance that is ended leaves them to the alarm. */
  #unsent = new Set();
  #sending = false;
  /** When the alarm goes off, as far as this instance knows. */
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

  /** Notes, in the transaction of a change, that the queue has to be told of it. */
  note(received) {
    this.#outbox.add(received, Date.now() + this.#soonMs);
    this.#unsent.add(received);
  }

  /** Notes that a consumer has reported on a delivery. What has changed since the queue was told comes once more. */
  reported({ received, state }) {
    if (this.#unsent.has(received)) return;
    if (state === "pending") this.#outbox.postpone(received, this.#lateMs);
    else this.#outbox.remove(received);
  }

  /** Notes that a consumer has to report on a delivery again, later: the overview has not taken its report. */
  remind(received) {
    if (this.#unsent.has(received)) return;
    this.#outbox.add(received, Date.now());
    this.#outbox.postpone(received, this.#lateMs);
  }

  /**
   * Sees to it that the alarm goes off when something is due: to be called after each transaction, before anything is
   * awaited, so that both are written or neither is. An alarm that is too early costs less than moving it for each
   * delivery, so that it is only moved forward while the outbox holds something.
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

  /** Forgets what this instance knows: the object has been emptied. */
  reset() {
    this.#unsent.clear();
    this.#alarmAt = null;
  }

  /** Tells the queue, without anybody waiting for it: the alarm is set, and nothing is lost when it fails. */
  sendInBackground() {
    this.#send().catch((error) => log.error("the queue takes nothing", { error }));
  }

  /**
   * What the object does when its alarm goes off. What is due is postponed first: however long it takes to tell the queue, and
   * whoever is telling it already, the alarm does not go off again at once.
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
      log.error("the queue takes nothing", { error });
      await this.#tellOverview(due);
    }
  }

  /** What is noted meanwhile goes along. */
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

  /** What the queue does not take, the operator sees all the same. */
  async #tellOverview(places) {
    await tell(this.#env, [{ rows: this.#rows(places), entries: [] }]);
  }

  #rows(places) {
    return places.map((received) => this.#deliveries.row(received)).filter(Boolean); // a change may have been undone
  }

  get #soonMs() {
    return millisecondsOf(this.#env, "SEND_SECONDS");
  }

  get #lateMs() {
    return millisecondsOf(this.#env, "RESEND_SECONDS");
  }
}
