import type * as countersign from "countersign";
import type { Body, CustomProvider, HeadersLike, Incoming, Key, ProviderName, Scheme, SchemeConfig } from "countersign";

export { WebhookError, isWebhookError } from "countersign";

/** The config of a provider, as its `verify` takes it. */
export type ConfigOf<Name extends ProviderName> = Parameters<(typeof countersign)[Name]["verify"]>[1];

/** Why a delivery was refused. It holds no secret, no derived key and no computed MAC. */
export interface Diagnosis {
  /** The version of this form. */
  schema: 1;
  /** The name of the provider, or of the scheme. */
  provider: string;
  /** What the check said. `"config_error"`: the config cannot be used, whatever is delivered. */
  outcome: "accepted" | "refused" | "config_error";
  /** The error of `verify` or of isendu's `confirm`; `null` when the delivery is accepted. `path` is where in the body the fault lies. */
  error: { code: countersign.WebhookErrorCode; status: number; path?: string } | null;
  /** All of it in a sentence or two, as in `"Refused (mismatch). Proven: the body was parsed and written again."` */
  summary: string;
  /** What was found, the proven first. */
  findings: Finding[];
  /** How much was searched. */
  searched: Searched;
}

/** How much was searched. */
export interface Searched {
  /** How many MACs and hashes were computed. */
  macs: number;
  /** How many bytes were hashed. */
  bytes: number;
  /** Whether all was tried, up to a proof where there is one. */
  complete: boolean;
}

/** One thing that was found. */
export interface Finding {
  /** Its stable name. */
  id: FindingId;
  /** `"proven"`: with the steps of `proof`, the delivery fits. `"likely"`: a guess. */
  confidence: "proven" | "likely";
  /** What it is about. */
  at: "body" | "secret" | "header" | "url" | "ip" | "clock" | "signer" | "confirm";
  /** A few words, as in `"white space in the key"`. */
  title: string;
  /** What was found, in a sentence or two. */
  detail: string;
  /** What proves it; `null` for a guess. */
  proof: Proof | null;
  /** What to do. */
  remedy: Remedy;
}

/** What proves a finding. */
export interface Proof {
  /**
   * `"mac"`: with the steps, the MAC fits. `"equal"`: with them, a key, a token or an id is the accepted one. `"fact"`: arithmetic or
   * structure, such as the clock or a length.
   */
  kind: "mac" | "equal" | "fact";
  /** The changes, in their order, that lead from what was received to what fits. `replay` makes them. */
  steps: Step[];
  /** The first byte of the body that differs from what was signed. */
  firstDifference?: number;
}

/** A change as data. */
export interface Step {
  /** What is done, as in `"base64_decode"`. */
  op: string;
  /** With what, as in `{ hex: "0a" }`. */
  args: { [name: string]: StepArgument };
}

/** A count, a name, bytes in hexadecimal digits, or a list of them. */
export type StepArgument = number | string | StepArgument[];

/** What to do. */
export interface Remedy {
  /** In a sentence or two. */
  text: string;
  /** The same for frameworks that have a way of their own. */
  frameworks: Partial<Record<Framework, string>>;
}

/** What is known beside the delivery and the config. Nothing of it is needed. */
export interface Evidence {
  /** The body that was sent, as a tunnel or the sender's log has it. */
  original?: Body | undefined;
  /** Keys that are at hand, each by a name that may be shown, as in `{ staging: process.env.STAGING_SECRET }`. */
  otherKeys?: Record<string, Key | undefined> | undefined;
  /** API keys of isendu. The body is then a confirmation, and `reply` what you answered. */
  credentials?: countersign.IsenduCredentials | readonly countersign.IsenduCredentials[] | undefined;
  /** The answer to isendu's confirmation. */
  reply?:
    | {
        /** The HTTP status. */
        status: number;
        /** The headers, which nothing looks at. */
        headers?: HeadersLike;
        /** The body. */
        body: Body;
        /** How long it took, in milliseconds. */
        elapsedMs?: number;
      }
    | undefined;
  /** Bodies that you made of the received one: decompressed, or in another Unicode form. Node, Deno and Bun do without. */
  candidates?: Partial<Record<"body_compressed" | "body_normalized", Body | readonly Body[]>> | undefined;
  /** Searches longer: up to 1 GiB of hashed bytes in place of 64 MiB. @default false */
  deep?: boolean | undefined;
  /** Bounds the search by the bytes that are hashed. @default 67108864 */
  maxHashedBytes?: number | undefined;
  /** Is called now and then during the search. If it returns `false`, the search stops; what it throws, `diagnose` throws. */
  onProgress?: ((searched: Searched) => unknown) | undefined;
}

/** What a finding means, whatever delivery it is found in. */
export interface Explanation {
  /** Its stable name. */
  id: FindingId;
  /** A few words. */
  title: string;
  /** What was found. */
  detail: string;
  /** What to do. */
  remedy: Remedy;
}

/**
 * Says why a delivery was refused: it searches for the change under which the delivery fits. Takes what `verify` takes; a config that
 * `verify` refuses is diagnosed, too. Synchronous, and it may take seconds: it is for a person at a desk, not for a handler.
 * @throws {WebhookError} `invalid_argument` for a provider or evidence that there is not.
 *
 * @example
 * const { summary, findings } = diagnose("optondemand", { body, headers }, { secret });
 */
export function diagnose<Name extends ProviderName>(
  provider: Name,
  incoming: Incoming,
  config: ConfigOf<Name>,
  evidence?: Evidence,
): Diagnosis;

/**
 * Does the same for a delivery of any sender: pass the result of `custom`. The steps of a finding at the body lead to the body that
 * fits: fill the template with it. For a header with a list, the steps lead to the element with the signature.
 *
 * @example
 * const { summary, findings } = diagnose(custom(stripe), { body, headers }, { secret });
 */
export function diagnose<S extends Scheme>(
  provider: CustomProvider<S>,
  incoming: Incoming,
  config: SchemeConfig<S>,
  evidence?: Evidence,
): Diagnosis;

/**
 * The same with the scheme itself, such as a preset.
 * @throws {WebhookError} `invalid_config` for a scheme that `custom` refuses.
 */
export function diagnose<const S extends Scheme>(
  scheme: S,
  incoming: Incoming,
  config: SchemeConfig<S>,
  evidence?: Evidence,
): Diagnosis;

/**
 * Makes the steps of a proof, and returns the very bytes under which the delivery fits; `null` where a step cannot be made of these bytes.
 * `received` is what the finding is about: the body, the header's value or the configured key. For a finding at `"url"` it is the URL. A
 * message that holds a part of the URL needs the URL as `url`.
 */
export function replay(received: Body, steps: readonly Step[], url?: string | countersign.UrlLike): Uint8Array | null;

/** Explains a finding by its name; `null` where there is no such finding. */
export function explain(id: string): Explanation | null;

/** The names of all findings. */
export const findingIds: readonly FindingId[];
