/** Thrown by every function of this package. Recognise it by `code`; two copies of the package have two classes. */
export class WebhookError extends Error {
  constructor(code, message, status, retryUseful, path) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryUseful = retryUseful;
    if (path !== undefined) this.path = path;
  }
}
Object.defineProperty(WebhookError.prototype, "name", { value: "WebhookError", configurable: true, writable: true });
