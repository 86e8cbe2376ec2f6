import type { Init, ToFrame } from '../../bridge/to-frame';
import { type Learnt, openVisitor } from '../../bridge/visitor';
import type { Where } from './address';
import type { Line } from './parent-line';

/** The hosted page: the same app without a page around it, which keeps its visitor itself. */
export function ownPage({ kind, id }: Where): Line {
  const visitor = openVisitor(id);
  const who = kind === 'assistant' ? { token: visitor.learnt.token, kept: visitor.kept } : {};
  const init: Init = { type: 'init', v: 1, inline: true, open: true, locale: navigator.language, ...who };
  const page: ToFrame = {
    type: 'page',
    url: location.href,
    title: document.title,
    referrer: document.referrer,
  };
  return {
    send(message) {
      if (message.type === 'keep') visitor.keep();
      else if (message.type === 'learn') visitor.learn(message.news as Learnt);
    },
    listen(handler) {
      handler(init);
      handler(page);
    },
    close() {},
  };
}
