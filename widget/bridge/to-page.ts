import { isRecord, isText, type MessageOf } from './fields';

/** What the frame may say to the page. No message text is among it. */
export const toPage = {
  close: {},
  /** The visitor has spoken: the token is worth keeping, and only now is anything stored on the page. */
  keep: {},
  /** For the next visit: `token` (after `identify`, or when the old one was refused), `color`, `theme`, `position`. */
  learn: { news: isRecord },
  /** An event of the public API, and what it changes in `Tandem.state`. */
  event: { name: isText, detail: isRecord, state: isRecord },
  /** The token is missing or has ended; `kind` is `site`. The answer is `identify` with a new one. */
  token_needed: { kind: isText },
  /** Caches are wiped: the frame may be taken off the page. */
  gone: {},
};

export type ToPage = MessageOf<typeof toPage>;
