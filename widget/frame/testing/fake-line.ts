import type { ToFrame } from '../../bridge/to-frame';
import type { ToPage } from '../../bridge/to-page';
import type { Line } from '../line/parent-line';

/** A page around the frame that writes down what it is told. */
export interface FakeLine extends Line {
  told: ToPage[];
  /** Details of the events of one name. */
  events(name: string): unknown[];
}

export function fakeLine(): FakeLine {
  const told: ToPage[] = [];
  return {
    told,
    events: (name) =>
      told.flatMap((message) => (message.type === 'event' && message.name === name ? [message.detail] : [])),
    send: (message) => void told.push(message),
    listen: (_handler: (message: ToFrame) => void) => {},
    close: () => {},
  };
}
