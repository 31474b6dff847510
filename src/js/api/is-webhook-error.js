/**
 * Recognises a `WebhookError` by its properties: another copy of the package, or another realm, has another class. A value whose
 * properties throw, such as a revoked proxy, is not one.
 */
export function isWebhookError(value) {
  try {
    return (
      value?.name === "WebhookError" &&
      typeof value.message === "string" &&
      typeof value.code === "string" &&
      typeof value.status === "number" &&
      typeof value.retryUseful === "boolean"
    );
  } catch {
    return false;
  }
}
