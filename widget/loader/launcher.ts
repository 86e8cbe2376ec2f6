import { element, icon } from './dom';
import * as texts from './texts';

export interface Launcher {
  button: HTMLButtonElement;
  update(open: boolean, unread: number, visible: boolean, label?: string): void;
}

const TALK = 'M6 4h12a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3h-5l-5 3v-3H6a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z';
const SHUT = 'm6 9 6 6 6-6';

/** The round button. Its label stands for all that is drawn in it: what it does and what waits behind it, "Open chat, 2 unread". */
export function createLauncher(): Launcher {
  const caption = element('span');
  const badge = element('b');
  const button = element(
    'button',
    { class: 'launcher' },
    icon('talk', TALK),
    icon('shut', SHUT),
    caption,
    badge,
  );
  return {
    button,
    update(open, unread, visible, label = '') {
      const count = open ? 0 : unread;
      const name = open ? texts.close : label || texts.open;
      button.ariaLabel = count ? `${name}, ${count}${texts.unread}` : name;
      button.ariaExpanded = String(open);
      button.hidden = !visible;
      caption.textContent = open ? '' : label;
      badge.textContent = `${count || ''}`;
    },
  };
}
