/** A refused or failed request. `status` 0 means that no answer came. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
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
    if (parts.retryAfterMs !== undefined) this.retryAfterMs = parts.retryAfterMs;
    this.body = parts.body;
  }
}

/** No answer came: the network, a time-out, or the caller gave up. Whether the server acted is unknown. */
export function unanswered(code: 'network' | 'timeout' | 'aborted', cause: unknown): ApiError {
  const error = new ApiError(`No answer from the server (${code})`, {
    status: 0,
    code,
    retryable: code !== 'aborted',
  });
  error.cause = cause;
  return error;
}

/** An answer as far as it matters here. */
export interface Answer {
  status: number;
  ok: boolean;
  text: string;
  retryAfter: string | null;
  /** The bearer that it answers to. */
  token: string | undefined;
}

/** From an `application/problem+json` answer, or from whatever a proxy in between made up. */
export function refused({ status, text, retryAfter }: Answer): ApiError {
  const body = parsed(text);
  const problem: Record<string, unknown> = isRecord(body) ? body : {};
  const code = typeof problem.code === 'string' ? problem.code : `http_${status}`;
  const words = [problem.detail, problem.title].find((word) => typeof word === 'string');
  const retryable = typeof problem.retryable === 'boolean' ? problem.retryable : mayPass(status);
  const retryAfterMs = wait(problem.retry_after_ms, retryAfter);
  return new ApiError(typeof words === 'string' ? words : code, {
    status,
    code,
    retryable,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    body,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function mayPass(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

function wait(inBody: unknown, inHeader: string | null): number | undefined {
  if (typeof inBody === 'number') return inBody;
  const seconds = inHeader === null ? Number.NaN : Number(inHeader);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
