/** A refused or failed request. `status` 0 means that no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly body: unknown;

  constructor(
    message: string,
    parts: { status: number; code: string; retryable: boolean; retryAfterMs?: number; body?: unknown },
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = parts.status;
    this.code = parts.code;
    this.retryable = parts.retryable;
    this.retryAfterMs = parts.retryAfterMs;
    this.body = parts.body;
  }
}
