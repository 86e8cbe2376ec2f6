import { type Channel, channelOver } from '../../bridge/channel';
import { helloMessage, portOf } from '../../bridge/handshake';
import { type ToFrame, toFrame } from '../../bridge/to-frame';
import type { ToPage } from '../../bridge/to-page';

export type Line = Channel<ToFrame, ToPage>;

/**
 * Says hello to whoever embeds this frame and takes a port from there, once. Only the server's
 * `frame-ancestors` decides who may embed; here we only make sure that nobody else speaks.
 */
export function greetParent(view: Window): Promise<Line> {
  return new Promise((resolve) => {
    const onMessage = (event: MessageEvent): void => {
      const port = event.source === view.parent ? portOf(event) : undefined;
      if (!port) return;
      view.removeEventListener('message', onMessage);
      resolve(channelOver(port, toFrame));
    };
    view.addEventListener('message', onMessage);
    view.parent.postMessage(helloMessage, '*');
  });
}
