import { isRecord } from '../api/api-error.ts';
import type { ServerFrame } from '../wire.ts';

/** What is not a frame is ignored: a newer server may say things that this client does not know. */
export function parseFrame(data: unknown): ServerFrame | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const frame: unknown = JSON.parse(data);
    return isRecord(frame) && typeof frame.type === 'string' ? (frame as unknown as ServerFrame) : undefined;
  } catch {
    return undefined;
  }
}
