import type { Body, Key } from "countersign";

/** Signs as one provider does. `Option` is the option of its config that has the key, `Header` the header that proves a delivery. */
export interface Signer<Option extends string, Header extends string> {
  /** Returns the header of a genuine delivery. @throws {WebhookError} `invalid_config` for a key that a config would refuse. */
  readonly sign: (body: Body, config: { [option in Option]: Key | readonly Key[] }) => { [header in Header]: string };
}
