import { FakeServer } from './fake-server';
import { installFake } from './install-fake';

/* The whole dashboard on made-up data: `npm run dev`, then /preview.html. Not part of the build. */
const asked = new URLSearchParams(location.search);
const server = new FakeServer(Date.now, Number(asked.get('count') ?? 40));
server.sockets = asked.get('sockets') !== 'off';
installFake(server);
Object.assign(window, { fake: server });
localStorage.setItem('tandem:signed-in', '1');
history.replaceState(null, '', asked.get('at') ?? '/');
await import('@/app/main');
