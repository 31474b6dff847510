/**
 * Tells a `WebhookError` by what it carries: another copy of the package, or another realm, has another class. A value that throws when it
 * is looked at, such as a revoked proxy, is not one.
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
