// How a command exits.

/** The exit statuses. They are documented. */
export const ACCEPTED = 0;
export const REFUSED = 1;
export const USAGE = 2;
export const NOT_PROVEN = 3;
export const IO = 4;
export const INTERRUPTED = 130;

/** A problem that ends the command with a message and no stack. */
export class Failure extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const usage = (message) => new Failure(USAGE, message);
export const io = (message) => new Failure(IO, message);

/** The meaning of each exit status, for the help. */
export const CODES_OF_EXIT = {
  [ACCEPTED]: "accepted, or done",
  [REFUSED]: "refused, or send: an answer that is wrong; diagnose: refused, with a proven cause",
  [USAGE]: "wrong usage",
  [NOT_PROVEN]: "diagnose: refused, without a proven cause",
  [IO]: "a file can't be read or written, or a server does not answer",
  [INTERRUPTED]: "interrupted",
};
