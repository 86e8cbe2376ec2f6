import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { onTestFinished } from 'vitest';
import { App } from '@/app/app';
import { resume, session } from '@/lib/session';
import { FakeServer } from './fake-server';
import { installFake } from './install-fake';

/** The whole dashboard at one address, on a server in memory. */
export async function renderApp(path: string, server = new FakeServer()) {
  const uninstall = installFake(server);
  history.replaceState(null, '', path);
  session.setState({ status: 'unknown' }, true);
  if (server.signedIn) localStorage.setItem('tandem:signed-in', '1');
  void resume();
  const { unmount } = render(<App />);
  onTestFinished(() => {
    unmount();
    uninstall();
  });
  return { server, user: userEvent.setup(), screen };
}
