import type * as countersign from "countersign";
import type { Body, CustomProvider, HeadersLike, Incoming, Key, ProviderName, Scheme, SchemeConfig } from "countersign";

export { WebhookError, isWebhookError } from "countersign";

/** The config of a provider, as its `verify` takes it. */
export type ConfigOf<Name extends ProviderName> = Parameters<(typeof countersign)[Name]["verify"]>[1];

/** Why a delivery was refused. It contains no secret, no derived key and no computed MAC. */
export interface Diagnosis {
  /** The version of this form. */
  schema: 1;
  /** The name of the provider, or of the scheme. */
  provider: string;
  /** The result of the check. `"config_error"`: the config is invalid. */
  outcome: "accepted" | "refused" | "config_error";
  /** The error of `verify` or of isendu's `confirm`; `null` if the delivery is accepted. `path` is the place of the fault in the body. */
  error: { code: countersign.WebhookErrorCode; status: number; path?: string } | null;
  /** A summary in one or two sentences, as in `"Refused (mismatch). Proven: the body was parsed and written again."`. For a mistake in the call it has the message. */
  summary: string;
  /** The findings, proven ones first. */
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
  /** Whether the search tried everything, or stopped at a proof. */
  complete: boolean;
}

/** One finding. */
export interface Finding {
  /** Its stable name. */
  id: FindingId;
  /** `"proven"`: the delivery fits after the steps of `proof`. `"likely"`: a guess. */
  confidence: "proven" | "likely";
  /** The part of the delivery that it is about. */
  at: "body" | "secret" | "header" | "url" | "ip" | "clock" | "signer" | "confirm";
  /** A short title, as in `"white space in the key"`. */
  title: string;
  /** The explanation, in one or two sentences. */
  detail: string;
  /** The proof; `null` for a guess. */
  proof: Proof | null;
  /** The advice. */
  remedy: Remedy;
}

/** The proof of a finding. */
export interface Proof {
  /**
   * `"mac"`: with the steps, the MAC fits. `"equal"`: with them, a key, a token or an id is the accepted one. `"fact"`: arithmetic or
   * structure, such as the clock or a length.
   */
  kind: "mac" | "equal" | "fact";
  /** The changes, in order, from the received value to the one that fits. `replay` applies them. */
  steps: Step[];
  /** The first byte of the body that differs from the signed one. */
  firstDifference?: number;
}

/** A change as data. */
export interface Step {
  /** The operation, as in `"base64_decode"`. */
  op: string;
  /** The arguments, as in `{ hex: "0a" }`. */
  args: { [name: string]: StepArgument };
}

/** A count, a name, bytes in hexadecimal digits, or a list of them. */
export type StepArgument = number | string | StepArgument[];

/** The advice. */
export interface Remedy {
  /** The advice in one or two sentences. */
  text: string;
  /** Specific advice, by framework. */
  frameworks: Partial<Record<Framework, string>>;
}

/** Evidence: facts beyond the delivery and the config. All are optional. */
export interface Evidence {
  /** The body that was sent, from a tunnel or the sender's log. */
  original?: Body | undefined;
  /** Other keys to try, each by a name that may be shown, as in `{ staging: process.env.STAGING_SECRET }`. */
  otherKeys?: Record<string, Key | undefined> | undefined;
  /** API keys of isendu. The body is then a confirmation, and `reply` your answer. */
  credentials?: countersign.IsenduCredentials | readonly countersign.IsenduCredentials[] | undefined;
  /** Your answer to isendu's confirmation. */
  reply?:
    | {
        /** The HTTP status. */
        status: number;
        /** The headers, which we ignore. */
        headers?: HeadersLike;
        /** The body. */
        body: Body;
        /** How long it took, in milliseconds. */
        elapsedMs?: number;
      }
    | undefined;
  /** Bodies that you derived from the received one: decompressed, or in another Unicode form. Node, Deno and Bun don't need them. */
  candidates?: Partial<Record<"body_compressed" | "body_normalized", Body | readonly Body[]>> | undefined;
  /** Searches longer: up to 1 GiB of hashed bytes, not 64 MiB. @default false */
  deep?: boolean | undefined;
  /** Limits the search by the number of hashed bytes. @default 67108864 */
  maxHashedBytes?: number | undefined;
  /** Called during the search. Return `false` to stop the search. An error that it throws is thrown by `diagnose`. */
  onProgress?: ((searched: Searched) => unknown) | undefined;
}

/** The explanation of a finding. */
export interface Explanation {
  /** Its stable name. */
  id: FindingId;
  /** A short title. */
  title: string;
  /** The explanation. */
  detail: string;
  /** The advice. */
  remedy: Remedy;
}

/**
 * Explains why a delivery was refused: it searches for a change after which the delivery fits. It takes the arguments of `verify`, and
 * also diagnoses an invalid config. It is synchronous and can take seconds: use it for debugging, not in a handler.
 * @throws {WebhookError} `invalid_argument` for an unknown provider or unknown evidence.
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
 * Applies the steps of a proof, and returns the bytes that fit; `null` if a step can't be applied to these bytes. `received` is the value
 * that the finding is about: the body, the header's value, the configured key, or the URL for a finding at `"url"`. A message that
 * contains a part of the URL needs the URL as `url`.
 */
export function replay(received: Body, steps: readonly Step[], url?: string | countersign.UrlLike): Uint8Array | null;

/** Explains a finding by its name; `null` for an unknown name. */
export function explain(id: string): Explanation | null;

/** The names of all findings. */
export const findingIds: readonly FindingId[];
