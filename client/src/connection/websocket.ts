import type { Endpoint } from '../endpoint.ts';
import type { Carrier, CarrierEvents } from './carrier.ts';
import { parseFrame } from './parse-frame.ts';

const PROTOCOL = 'tandem.v1';
const OPEN = 1;

/** The bearer goes as a sub-protocol, so that it stands in no address and no log line. */
export function openWebSocket(
  endpoint: Endpoint,
  address: string,
  token: string | undefined,
  events: CarrierEvents,
): Carrier {
  const WebSocket = endpoint.WebSocket ?? globalThis.WebSocket;
  const protocols = token === undefined ? [PROTOCOL] : [PROTOCOL, `bearer.${token}`];
  const socket = new WebSocket(address, protocols);
  const listening = new AbortController();
  const options = { signal: listening.signal };
  socket.addEventListener(
    'message',
    (event: MessageEvent) => {
      const frame = parseFrame(event.data);
      if (frame) events.frame(frame);
    },
    options,
  );
  socket.addEventListener(
    'close',
    (event: CloseEvent) => {
      listening.abort();
      events.ended(event.code);
    },
    options,
  );
  // `error` says nothing that `close` does not say, but without a listener Node ends the process.
  socket.addEventListener('error', () => {});
  return {
    send(frame) {
      if (socket.readyState !== OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    close() {
      listening.abort();
      socket.close();
    },
  };
}
