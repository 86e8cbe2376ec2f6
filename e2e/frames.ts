import type { Page } from '@playwright/test';

interface Frame {
  type: string;
  [field: string]: unknown;
}

/** Listens to what a page's sockets carry, to hold it against the promises of the protocol. */
export class Frames {
  readonly received: Frame[] = [];

  constructor(page: Page) {
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => {
        if (typeof payload === 'string') this.received.push(JSON.parse(payload) as Frame);
      });
    });
  }

  of(type: string): Frame[] {
    return this.received.filter((frame) => frame.type === type);
  }
}
