import { parseMessage } from '../bridge/fields';
import { isHello, portMessage } from '../bridge/handshake';
import type { ToFrame } from '../bridge/to-frame';
import { type ToPage, toPage } from '../bridge/to-page';
import { element } from './dom';
import * as texts from './texts';

const HELLO_WITHIN_MS = 300;

export interface FrameLink {
  readonly frame: HTMLIFrameElement | undefined;
  /** Makes the frame, or wakes one that only peeks: `#peek` does no more than ask what is unread. */
  make(peek?: boolean): void;
  /** Waits for the frame where there is none yet: a call of the page alone must not cause a request. */
  send(message: ToFrame): void;
}

interface Options {
  address: string;
  /** The first words on each new line: a page that moves our element makes the frame load again. */
  greeting: () => ToFrame[];
  received: (message: ToPage) => void;
  hold: (frame: HTMLIFrameElement) => void;
  /** The frame has loaded without a hello: what stands in it is not ours. The browser shows nothing of a page that may not embed. */
  refused: () => void;
  signal: AbortSignal;
}

/**
 * The frame and the line to it. A hello counts only from this frame's own window and from the server's
 * origin, once per load; the answer goes to exactly that origin, and all else goes over the port.
 */
export function linkFrame({ address, greeting, received, hold, refused, signal }: Options): FrameLink {
  const { origin } = new URL(address);
  let frame: HTMLIFrameElement | undefined;
  const waiting: ToFrame[] = [];
  let port: MessagePort | undefined;
  let greeted = false;

  function onMessage(event: MessageEvent): void {
    const view = frame?.contentWindow;
    if (!view || event.source !== view || event.origin !== origin || greeted || !isHello(event.data)) return;
    greeted = true;
    port?.close();
    const { port1, port2 } = new MessageChannel();
    port = port1;
    port.onmessage = ({ data }) => {
      const message = parseMessage(toPage, data);
      if (message) received(message);
    };
    view.postMessage(portMessage, origin, [port2]);
    for (const message of [...greeting(), ...waiting.splice(0)]) send(message);
  }

  addEventListener('message', onMessage, { signal });
  signal.addEventListener('abort', () => port?.close());

  function send(message: ToFrame): void {
    if (port) port.postMessage(message);
    else waiting.push(message);
  }

  return {
    get frame() {
      return frame;
    },
    send,
    make(peek) {
      if (frame) {
        if (!peek) send({ type: 'warm' });
        return;
      }
      frame = element('iframe', {
        title: texts.panel,
        referrerpolicy: 'origin',
        allow: 'clipboard-write',
        src: peek ? `${address}#peek` : address,
      });
      frame.addEventListener('load', () => {
        // Said before the load, and heard a little after it where the frame has a process of its own.
        if (!greeted) setTimeout(() => greeted || refused(), HELLO_WITHIN_MS);
        greeted = false;
      });
      hold(frame);
    },
  };
}
