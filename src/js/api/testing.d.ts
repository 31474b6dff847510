import type { Body, Key } from "countersign";

/** Signs as OptOnDemand does. */
export const optondemand: {
  /** Returns the header of a genuine delivery. @throws {WebhookError} `invalid_config` for a key that a config would refuse. */
  readonly sign: (body: Body, config: { secret: Key | readonly Key[] }) => { "x-signature": string };
};

/** Signs as Xoxoday does. */
export const xoxoday: {
  /** Returns the header of a genuine delivery. @throws {WebhookError} `invalid_config` for a key that a config would refuse. */
  readonly sign: (body: Body, config: { apiKey: Key | readonly Key[] }) => { "x-api-key": string };
};
