import type { ApiError } from '../api/api-error.ts';
import { CloseCode } from './carrier.ts';

/** The code with which a socket would have been closed for the same reason. */
export function closeCodeOf({ status, code }: Pick<ApiError, 'status' | 'code'>): number {
  if (status === 401 || code === 'unauthenticated') return CloseCode.unauthenticated;
  // A bare 404 may be a proxy's; only the server's own word counts.
  if (code === 'not_found') return CloseCode.noSuchDialog;
  return status === 429 || code === 'limit_reached' ? CloseCode.tooMany : CloseCode.lost;
}
