// Calls the functions of the package, and describes their errors.

import { isWebhookError } from "countersign";

/** Calls a function of the package. Returns `{ value }` or `{ error }`. */
export function attempt(call) {
  try {
    return { value: call(), error: null };
  } catch (error) {
    if (!isWebhookError(error)) throw error;
    return { value: undefined, error };
  }
}

export const errorJson = (error) =>
  error && {
    code: error.code,
    status: error.status,
    message: error.message,
    ...(error.path === undefined ? {} : { path: error.path }),
  };
