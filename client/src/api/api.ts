import type { Query } from '../endpoint.ts';

export type { Query };

export interface RequestOptions {
  signal?: AbortSignal;
  /** Milliseconds until the request counts as lost. */
  timeoutMs?: number;
  /** Send no bearer: the proof is in the body. */
  anonymous?: boolean;
}

/** REST of one audience. Paths are relative to its prefix, for example '/dialogs/12/messages'. */
export interface Api {
  get<T>(path: string, query?: Query, options?: RequestOptions): Promise<T>;
  /** A body is sent as JSON, a file as it is. */
  post<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>;
  patch<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>;
  put<T>(path: string, body?: unknown, options?: RequestOptions): Promise<T>;
  delete<T>(path: string, options?: RequestOptions): Promise<T>;
}
