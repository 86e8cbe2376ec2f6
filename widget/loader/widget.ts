import type { Attributes, ToFrame } from '../bridge/to-frame';
import type { ToPage } from '../bridge/to-page';
import { type Learnt, openVisitor, type Theme } from '../bridge/visitor';
import { type Asked, dress, type Look, lookOf } from './appearance';
import { element } from './dom';
import type { Events } from './events';
import { linkFrame } from './frame-link';
import { placeHost } from './host-element';
import { createLauncher } from './launcher';
import { currentPage, watchPage } from './page-watch';
import { createPanel } from './panel';
import { addressOf, idOf, type Settings } from './settings';

export interface Who {
  token?: string;
  name?: string;
  email?: string;
  phone?: string;
}

/** The verbs that need a running chat, under their public names. */
export interface Widget {
  open(given?: { dialog_id?: number }): void;
  close(): void;
  toggle(): void;
  show(): void;
  hide(): void;
  showNewMessage(text?: string): void;
  identify(who: Who): void;
  setAttributes(values: Attributes): void;
  setLocale(locale: string): void;
  setTheme(theme: Theme | Asked): void;
  shutdown(): void;
  destroy(): void;
}

export interface State {
  ready: boolean;
  open: boolean;
  unread: number;
  status: string;
  dialog_id?: number;
  locale: string;
  verified: boolean;
}

const BLOCKED_AFTER_MS = 8_000;
const FAREWELL_MS = 2_000;
const IDLE_AFTER_MS = 2_000;

/** One chat on one page: puts the parts together and keeps their state. */
export function startWidget(settings: Settings, events: Events): [Widget, State] {
  const { target, launcher: own = 'button', prefetch } = settings;
  const life = new AbortController();
  const { signal } = life;
  const state: State = {
    ready: false,
    open: false,
    unread: 0,
    status: 'closed',
    locale: settings.locale ?? navigator.language,
    verified: false,
  };
  const visitor = openVisitor(idOf(settings), settings.storage);
  const launcher = createLauncher();
  const panel = createPanel(!!target, signal);
  const root = element('div', {}, launcher.button, panel.box);
  const shadow = placeHost(target, root, signal);
  const link = linkFrame({ address: addressOf(settings), greeting, received, hold, refused, signal });
  let asked: Asked = { theme: settings.theme };
  let shown = own === 'button' && !target;
  let overdue = false;
  let look: Look;
  let before: Element | null = null;
  let leaving = false;

  function paint(): void {
    look = lookOf(settings, visitor.learnt, asked);
    dress(root, settings, look);
    const shape = target ? 'inline' : 'bubble';
    root.className = `root ${shape} ${look.position} ${state.open ? 'opened' : ''} ${state.ready ? 'live' : ''}`;
    launcher.update(state.open, state.unread, shown, settings.label);
  }

  function greeting(): ToFrame[] {
    const token = settings.site ? settings.token : visitor.learnt.token;
    const who = { token: typeof token === 'string' ? token : undefined, kept: visitor.kept };
    return [
      { type: 'init', v: 1, inline: !!target, ...who, ...look, ...state },
      { type: 'theme', ...asked },
      currentPage(),
    ];
  }

  /** Fails where the page gave no function to ask: the page is told by an event then. */
  async function renewToken(): Promise<void> {
    widget.identify({ token: await (settings.token as () => string)() });
  }

  function happened({ name, detail, state: news }: Extract<ToPage, { type: 'event' }>): void {
    Object.assign(state, news);
    paint();
    if (name === 'ready' && state.open && shadow.activeElement) link.frame?.focus();
    events.emit(name, detail);
  }

  function received(message: ToPage): void {
    if (message.type === 'event') happened(message);
    if (message.type === 'close') widget.close();
    if (message.type === 'keep') visitor.keep();
    if (message.type === 'gone' && leaving) life.abort();
    if (message.type === 'token_needed') {
      renewToken().catch(() => events.emit(message.type, { kind: message.kind }));
    }
    if (message.type === 'learn') {
      visitor.learn(message.news as Learnt);
      paint();
    }
  }

  /** Only to somebody who looks: a frame may be made before it is asked for. */
  function complain(): void {
    if (!overdue || !state.open || state.ready || signal.aborted) return;
    panel.blocked(settings.site ? undefined : addressOf(settings));
    console.warn('[tandem] blocked: see frame-src, allowed origins, content blockers');
    events.emit('blocked', { reason: 'no_answer' });
  }

  function hold(frame: HTMLIFrameElement): void {
    panel.box.append(frame);
  }

  function refused(): void {
    if (overdue) return;
    overdue = true;
    complain();
  }

  const widget: Widget = {
    open(given) {
      if (!state.open) before = document.activeElement;
      state.open = true;
      link.make();
      link.send({ type: 'open', ...given });
      panel.show(true);
      paint();
      complain();
      setTimeout(refused, BLOCKED_AFTER_MS);
      if (!target) (state.ready ? link.frame : panel.shut)?.focus();
      events.emit('open');
    },
    close() {
      if (!state.open || target) return;
      const focused = shadow.activeElement;
      state.open = false;
      link.send({ type: 'close' });
      panel.show(false);
      paint();
      if (focused) (shown ? launcher.button : (before as HTMLElement | null))?.focus();
      events.emit('close');
    },
    toggle: () => (state.open ? widget.close() : widget.open()),
    show() {
      shown = !target;
      paint();
    },
    hide() {
      shown = false;
      widget.close();
      paint();
    },
    showNewMessage(text) {
      widget.open();
      link.send({ type: 'compose', text });
    },
    identify: (who) => link.send({ type: 'identify', ...who }),
    setAttributes: (values) => link.send({ type: 'attributes', values }),
    setLocale(locale) {
      state.locale = locale;
      link.send({ type: 'locale', locale });
    },
    setTheme(theme) {
      asked = { ...asked, ...(typeof theme === 'string' ? { theme } : theme) };
      paint();
      link.send({ type: 'theme', ...asked });
    },
    shutdown() {
      widget.hide();
      leaving = true;
      // What an earlier visit left in the frame's own storage can only be wiped by a frame.
      if (visitor.kept) link.make(true);
      link.send({ type: 'shutdown' });
      visitor.forget();
      setTimeout(widget.destroy, FAREWELL_MS);
      events.emit('shutdown');
    },
    destroy: () => life.abort(),
  };

  const warm = (): void => link.make();
  launcher.button.addEventListener('click', widget.toggle);
  for (const sign of ['pointerdown', 'keydown', prefetch === 'hover' ? 'pointerenter' : ''])
    launcher.button.addEventListener(sign, warm);
  panel.shut.addEventListener('click', widget.close);
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') widget.close();
  });
  if (own !== 'button')
    document.addEventListener(
      'click',
      ({ target }) => (target as Element).closest?.(own) && widget.toggle(),
      { signal },
    );
  watchPage(() => link.send(currentPage()), signal);
  paint();
  if (target) widget.open();
  else if (visitor.kept || prefetch === 'idle')
    setTimeout(() => link.make(prefetch !== 'idle'), IDLE_AFTER_MS);
  return [widget, state];
}
