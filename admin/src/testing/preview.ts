import { FakeServer } from './fake-server';
import { installFake } from './install-fake';

/* The whole dashboard on made-up data: `npm run dev`, then /preview.html. Not part of the build. */
const server = new FakeServer();
installFake(server);
Object.assign(window, { fake: server });
history.replaceState(null, '', new URLSearchParams(location.search).get('at') ?? '/');
await import('@/app/main');
