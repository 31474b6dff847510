// Receivers of other senders, made from the package's presets, beside the receiver of a built-in provider.

import * as presets from "countersign/presets";
import { SECRET } from "./keys.mjs";
import { ours, RECEIVER } from "./ours.mjs";
import { STANDARD_SECRET } from "./schemes.mjs";

/** Some presets accept a delivery for a few seconds only, and here the same deliveries are used for minutes. */
const MAX_AGE_SECONDS = 3_600;

/** The name of a preset is that of its scheme, except in the case of its letters. */
export const PRESETS = Object.keys(presets);

/** Returns the receiver of OptOnDemand first, then one for each preset. */
export function presetsOf(packages) {
  const [builtIn] = ours(packages, "optondemand", "verify");
  const [{ label, api }] = packages;
  const made = Object.entries(presets).map(([preset, scheme]) => {
    const receiver = api.custom(scheme).receiver({
      secret: scheme.key === "base64" ? STANDARD_SECRET : SECRET,
      ...(scheme.timestamp && { maxAgeSeconds: MAX_AGE_SECONDS }),
    });
    const call = ({ body, headers }) => receiver.verify({ body, headers }).trust;
    return { name: `${label}, ${preset}`, scheme: scheme.name, call };
  });
  return [{ ...builtIn, name: `${label}, optondemand, ${RECEIVER}` }, ...made];
}
