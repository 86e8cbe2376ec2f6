import { element, icon } from './dom';
import * as texts from './texts';

export interface Panel {
  box: HTMLElement;
  shut: HTMLButtonElement;
  blocked(elsewhere: string | undefined): void;
  show(open: boolean): void;
}

const CLOSE = 'M6 6l12 12M18 6 6 18';
/** Kept in step with the media rule in styles.css. */
const FULL_SCREEN = '(max-width:480px),(max-height:440px)';

/**
 * The box that holds the frame. Its shell shows at once, so that a click is answered before the network is.
 * On a small screen it fills the view, follows the on-screen keyboard and makes the page behind it inert.
 */
export function createPanel(inline: boolean, signal: AbortSignal): Panel {
  const note = element('p', { role: 'status' }, texts.loading);
  const shut = element('button', { 'aria-label': texts.close }, icon('', CLOSE));
  const box = element('section', { 'aria-label': texts.panel }, note, shut);
  const small = matchMedia(FULL_SCREEN);
  const view = visualViewport;
  let open = false;
  let madeInert = false;

  function arrange(): void {
    const full = open && small.matches && !inline;
    const followed = full && view?.scale === 1;
    const { body } = document;
    box.className = open ? 'panel' : 'panel away';
    box.role = full ? 'dialog' : 'region';
    box.ariaModal = full ? 'true' : null;
    box.style.height = followed ? `${view.height}px` : '';
    box.style.top = followed ? `${view.offsetTop}px` : '';
    // Only what we changed ourselves is changed back.
    if (body && (full ? !body.inert : madeInert)) body.inert = madeInert = full;
  }

  small.addEventListener('change', arrange, { signal });
  view?.addEventListener('resize', arrange, { signal });
  view?.addEventListener('scroll', arrange, { signal });
  function show(next: boolean): void {
    open = next;
    arrange();
  }
  signal.addEventListener('abort', () => show(false));
  show(false);

  return {
    box,
    shut,
    show,
    blocked(href) {
      note.textContent = texts.blocked;
      if (href) note.append(element('a', { href, target: '_blank' }, texts.elsewhere));
    },
  };
}
