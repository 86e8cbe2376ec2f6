import { refused } from '../api/api-error.ts';
import type { Endpoint } from '../endpoint.ts';
import { type Carrier, type CarrierEvents, CloseCode } from './carrier.ts';
import { EventReader } from './event-reader.ts';
import { parseFrame } from './parse-frame.ts';
import { closeCodeOf } from './refusal.ts';

type End = [code: number, retryAfterMs?: number];

/**
 * Server-Sent Events, read by `fetch`: an `EventSource` could not carry the bearer in a header. Cannot send.
 * What is said goes by POST.
 */
export function openStream(
  endpoint: Endpoint,
  address: string,
  token: string | undefined,
  events: CarrierEvents,
): Carrier {
  const stop = new AbortController();
  void read(endpoint, address, token, events, stop.signal)
    .catch((): End => [CloseCode.lost])
    .then((end) => {
      if (!stop.signal.aborted) events.ended(...end);
      // Whatever the reason was, the request must not live on.
      stop.abort();
    });
  return { send: () => false, close: () => stop.abort() };
}

async function read(
  endpoint: Endpoint,
  address: string,
  token: string | undefined,
  events: CarrierEvents,
  signal: AbortSignal,
): Promise<End> {
  const fetch = endpoint.fetch ?? globalThis.fetch;
  const headers: Record<string, string> = { accept: 'text/event-stream' };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  const response = await fetch(address, { headers, signal, cache: 'no-store' });
  if (!response.ok) return refusal(response, token);
  if (!response.body || !response.headers.get('content-type')?.startsWith('text/event-stream'))
    return [CloseCode.lost];
  let end: End = [CloseCode.lost];
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const text = new EventReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done || signal.aborted) return end;
    // Comments, too: they are the server's heartbeat.
    events.alive();
    for (const frame of text.read(decoder.decode(value, { stream: true })).map(parseFrame)) {
      if (!frame || signal.aborted) continue;
      // A stream has no close code: its last frame says why it ends.
      if (frame.type === 'error' && frame.client_id === undefined)
        end = [closeCodeOf({ status: 0, code: frame.code }), frame.retry_after_ms];
      events.frame(frame);
    }
  }
}

async function refusal(response: Response, token: string | undefined): Promise<End> {
  const { status, ok } = response;
  const text = await response.text();
  const error = refused({ status, ok, text, token, retryAfter: response.headers.get('retry-after') });
  return [closeCodeOf(error), error.retryAfterMs];
}
