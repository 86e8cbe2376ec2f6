import { FakeServer } from './fake-server';
import { installFake } from './install-fake';

/* The whole dashboard on made-up data: `npm run dev`, then /preview.html. Not part of the build. */
const asked = new URLSearchParams(location.search);
const server = new FakeServer(Date.now, Number(asked.get('count') ?? 40));
server.sockets = asked.get('sockets') !== 'off';
const used = Number(asked.get('used') ?? 0);
if (used > 0) {
  Object.assign(server.answering.settings, {
    daily_tokens: 2_000_000,
    used_today: {
      input_tokens: used * 19_000,
      output_tokens: used * 1_000,
      cost_micros: used * 52_300,
      replies: 912,
    },
  });
}
installFake(server);
Object.assign(window, { fake: server });
localStorage.setItem('tandem:signed-in', '1');
history.replaceState(null, '', asked.get('at') ?? '/');
await import('@/app/main');
