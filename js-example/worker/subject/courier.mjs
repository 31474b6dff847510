import { log } from "../log.mjs";
import { overviewObject } from "../objects.mjs";
import { millisecondsOf } from "../settings.mjs";
import { Outbox } from "./outbox.mjs";

/**
 * Brings what is in the outbox to the queue: at once when it can, and by the object's alarm when the object was ended before
 * it could, when the queue takes nothing, and when nobody has reported for a long time.
 */
export class Courier {
  #storage;
  #env;
  #deliveries;
  #outbox;
  #sending = false;
  /** When the alarm goes off, as far as this instance of the object knows. */
  #alarmAt = null;

  /**
   * @param {DurableObjectStorage} storage
   * @param {object} env
   * @param {import("./deliveries.mjs").Deliveries} deliveries
   */
  constructor(storage, env, deliveries) {
    this.#storage = storage;
    this.#env = env;
    this.#deliveries = deliveries;
    this.#outbox = new Outbox(storage.sql);
  }

  /** Notes, in the transaction of a change, that the queue has to be told of it. */
  note(received) {
    this.#outbox.add(received, Date.now() + this.#soonMs);
  }

  /** Notes that a consumer has reported on a delivery. */
  reported({ received, state }) {
    if (state === "pending") this.#outbox.postpone(received, this.#lateMs);
    else this.#outbox.remove(received);
  }

  /**
   * Sees to it that the alarm goes off when something is due: to be called after each transaction, before anything is
   * awaited, so that both are written or neither is. An alarm that is too early costs less than moving it for each
   * delivery, so that it is only moved forward.
   */
  setAlarm() {
    const due = this.#outbox.due();
    if (due === null) {
      this.#alarmAt = null;
      this.#storage.deleteAlarm();
    } else if (this.#alarmAt === null || due < this.#alarmAt) {
      this.#alarmAt = due;
      this.#storage.setAlarm(due);
    }
  }

  /** Tells the queue of what it has not been told. What is noted meanwhile goes along. */
  async send() {
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let rows = this.#unsent(); rows.length > 0; rows = this.#unsent()) {
        await this.#env.WORK.sendBatch(rows.map((row) => ({ body: row })));
        this.#storage.transactionSync(() => rows.forEach((row) => this.#outbox.sent(row, this.#lateMs)));
      }
    } finally {
      this.#sending = false;
    }
  }

  /** The same, for whoever has no time to wait. The alarm is set: nothing is lost when it fails. */
  sendInBackground() {
    this.send().catch((error) => log.error("the queue takes nothing", { error }));
  }

  /** What the object does when its alarm goes off. */
  async wake() {
    this.#alarmAt = null;
    this.#outbox.reopen();
    await this.send().catch((error) => this.#wait(error));
    this.setAlarm();
  }

  // What the queue does not take, the operator sees all the same.
  async #wait(error) {
    log.error("the queue takes nothing", { error });
    const rows = this.#unsent();
    for (const { received } of rows) this.#outbox.postpone(received, this.#soonMs);
    const telling = overviewObject(this.#env).record(rows, []);
    await telling.catch((reason) => log.error("the overview takes nothing", { error: reason }));
  }

  #unsent() {
    return this.#outbox.unsent().map((received) => this.#deliveries.row(received));
  }

  get #soonMs() {
    return millisecondsOf(this.#env, "SEND_SECONDS");
  }

  get #lateMs() {
    return millisecondsOf(this.#env, "RESEND_SECONDS");
  }
}
