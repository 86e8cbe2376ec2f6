import type { Init, ToFrame } from '../bridge/to-frame';
import { readAddress, type Where } from './line/address';
import { ownPage } from './line/own-page';
import { greetParent } from './line/parent-line';
import { peek } from './line/peek';
import { databaseName } from './storage/name';

/**
 * The first few hundred bytes: finds out who asks, and loads the app at once when it is wanted. With
 * `#peek` it only asks for the number of unread messages, until the visitor shows intent.
 */
async function start(where: Where): Promise<void> {
  const peeking = location.hash === '#peek';
  const load = () => import('./app/start').then((start) => start.startApp);
  let app = peeking ? undefined : load();
  const line = window.parent === window ? ownPage(where) : await greetParent(window);
  const early: ToFrame[] = [];
  let woken = (): void => {};
  const wanted = new Promise<void>((resolve) => {
    woken = resolve;
  });

  const init = await new Promise<Init>((resolve) => {
    line.listen((message) => {
      if (message.type === 'init') return resolve(message);
      if (message.type === 'shutdown' && !app) {
        indexedDB?.deleteDatabase(databaseName(where));
        return line.send({ type: 'gone' });
      }
      early.push(message);
      if (message.type === 'open' || message.type === 'warm' || message.type === 'compose') woken();
    });
  });

  if (!app) {
    const found = await peek(where.id, init).catch(() => ({ unread: 0, waiting: false }));
    const { unread } = found;
    line.send({ type: 'event', name: 'unread', detail: { count: unread }, state: { unread } });
    if (!found.waiting && !init.open) await wanted;
    app = load();
  }
  (await app)({ where, line, init, early });
}

const where = readAddress(location.pathname);
if (where) void start(where);
