import { type MessageOf, parseMessage, type Table } from './fields';

/** One end of the private line between page and frame. */
export interface Channel<In, Out> {
  send(message: Out): void;
  /** Hands over what came so far, then everything that follows. A later listener replaces the earlier one. */
  listen(handler: (message: In) => void): void;
  close(): void;
}

/**
 * Wraps a port: checks every message against its table, drops the rest in silence. The port is started by
 * the first `listen`, because it buffers until then: started earlier, the first `open` would be lost.
 */
export function channelOver<T extends Table, Out>(
  port: MessagePort,
  incoming: T,
): Channel<MessageOf<T>, Out> {
  let handler: ((message: MessageOf<T>) => void) | undefined;
  const received = (event: MessageEvent): void => {
    const message = parseMessage(incoming, event.data);
    if (message) handler?.(message);
  };
  return {
    send: (message) => port.postMessage(message),
    listen(next) {
      const first = !handler;
      handler = next;
      if (first) port.onmessage = received;
    },
    close: () => port.close(),
  };
}
