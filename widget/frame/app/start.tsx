import { render } from 'preact';
import type { Init, ToFrame } from '../../bridge/to-frame';
import type { Where } from '../line/address';
import type { Line } from '../line/parent-line';
import { createChat, type RunningChat } from '../session/chat';
import { reportTo } from '../session/report';
import { type Appearance, applyAppearance } from '../theme/apply';
import { App } from './app';
import { adoptStyles } from './styles';

declare const __VERSION__: string;

interface Beginning {
  where: Where;
  line: Line;
  init: Init;
  /** What came before the app was here. */
  early: readonly ToFrame[];
}

/** Puts the app on the page and lets it hear what the page around it says. */
export async function startApp({ where, line, init, early }: Beginning): Promise<void> {
  let asked: Appearance = {};
  const chat = await createChat({ where, line, init });
  const dress = (): void => {
    const color = asked.color ?? chat.store.get().config?.appearance.color ?? init.color;
    applyAppearance({ theme: asked.theme ?? init.theme, color });
  };
  const told = (error: unknown): void => {
    const { code = 'unavailable', retryable = false } = Object(error);
    line.send({ type: 'event', name: 'error', detail: { code, retryable }, state: {} });
  };

  function obey(message: ToFrame): void {
    if (message.type === 'theme') {
      asked = { theme: message.theme, color: message.color };
      dress();
    } else perform(chat, message)?.catch(told);
  }

  adoptStyles();
  dress();
  chat.store.subscribe(dress);
  render(<App chat={chat} />, document.getElementById('app') as HTMLElement);
  for (const message of early) obey(message);
  line.listen(obey);
  line.send({ type: 'event', name: 'ready', detail: { version: __VERSION__ }, state: { ready: true } });
  reportTo(line, chat.store);
}

function perform(chat: RunningChat, message: ToFrame): Promise<void> | undefined {
  switch (message.type) {
    case 'open':
      chat.open(message.dialog_id);
      return undefined;
    case 'close':
      chat.hide();
      return undefined;
    case 'compose':
      chat.compose(message.text ?? '');
      return undefined;
    case 'page':
      chat.page(message);
      return undefined;
    case 'locale':
      chat.store.set({ locale: message.locale });
      return undefined;
    case 'identify': {
      const { type: _type, ...who } = message;
      return chat.identify(who);
    }
    case 'attributes':
      return chat.setAttributes(message.values);
    case 'shutdown':
      return chat.shutdown();
    default:
      return undefined;
  }
}
