import { type Flat, isCount, isFlag, isRecord, isText, type MessageOf, maybe, oneOf } from './fields';

export type Attributes = Flat;

const theme = oneOf('auto', 'light', 'dark');

/** What the page may say to the frame. */
export const toFrame = {
  /** First message on every port. `kept` is true when the token comes from an earlier visit. */
  init: {
    v: isCount,
    token: maybe(isText),
    kept: maybe(isFlag),
    /** Part of a page of its own, rather than a panel that opens and closes. */
    inline: maybe(isFlag),
    open: maybe(isFlag),
    locale: maybe(isText),
    theme: maybe(theme),
    color: maybe(isText),
  },
  warm: {},
  open: { dialog_id: maybe(isCount) },
  close: {},
  compose: { text: maybe(isText) },
  /** Who the visitor is; for a signed-in user the renewed site token, after `token_needed`. */
  identify: { token: maybe(isText), name: maybe(isText), email: maybe(isText), phone: maybe(isText) },
  attributes: { values: isRecord },
  locale: { locale: isText },
  theme: { theme: maybe(theme), color: maybe(isText) },
  page: { url: isText, title: isText, referrer: isText },
  shutdown: {},
};

export type ToFrame = MessageOf<typeof toFrame>;
export type Init = Extract<ToFrame, { type: 'init' }>;
