import { ApiError, createApi } from 'tandem-client';
import { createStore } from 'zustand';
import { forgetDrafts } from './drafts';
import { forgetOutbox } from './outbox';
import type { Operator, Setup, SignedIn, Tenant } from './wire';

export type Session =
  | { status: 'unknown' | 'signed_out' | 'unreachable' }
  | { status: 'signed_in'; operator: Operator; tenant: Tenant };

/** Who works here. The access token is not in it: that never leaves this module's memory. */
export const session = createStore<Session>(() => ({ status: 'unknown' }));

/** Renew before the server would refuse: a request may be under way for a while. */
const SPARE_MS = 30_000;

let token: string | undefined;
let expiresAt = 0;
let renewing: Promise<boolean> | undefined;

// Signing in proves itself by password or cookie, never by the bearer.
const auth = createApi({ base: '', audience: 'operator', token: () => undefined });
const otherTabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('tandem:session') : undefined;
otherTabs?.addEventListener('message', (event) => {
  if (event.data === 'signed_out') forget();
});

export async function accessToken(): Promise<string | undefined> {
  if (token !== undefined && Date.now() > expiresAt - SPARE_MS) await renew();
  return token;
}

export async function signIn(email: string, password: string): Promise<void> {
  enter(await auth.post<SignedIn>('/auth/login', { email, password }));
}

/** The first start: makes the company and its owner, who is signed in by it. */
export async function setUp(setup: Setup): Promise<void> {
  enter(await auth.post<SignedIn>('/auth/setup', setup));
}

/** Whether a set-up link still works. That can only be tried; without an e-mail address nothing is made. */
export async function worksStill(token: string): Promise<boolean> {
  const tried: Setup = { token, tenant: '-', name: '-', email: '', password: '' };
  const refusal: unknown = await auth.post('/auth/setup', tried).catch((error: unknown) => error);
  return !isUsed(refusal);
}

/** The link was used, or a newer one has taken its place. */
export const isUsed = (refusal: unknown): boolean =>
  refusal instanceof ApiError && refusal.code === 'setup_done';

/** At page load: whoever signed in here before needs no password. */
export async function resume(): Promise<void> {
  // Asking without a cookie would only put a refusal into the console.
  if (visitedBefore()) await renew();
  else session.setState({ status: 'signed_out' }, true);
}

/** A new access token for the cookie. False: there is none to be had now. */
export function renew(): Promise<boolean> {
  renewing ??= oneTabAtATime(exchange).finally(() => {
    renewing = undefined;
  });
  return renewing;
}

export async function signOut(): Promise<void> {
  await auth.post('/auth/logout').catch(() => undefined);
  forget();
  forgetDrafts();
  forgetOutbox();
  otherTabs?.postMessage('signed_out');
}

/** The right ended on the server's side: its sockets said so. */
export function forget(): void {
  token = undefined;
  remember(false);
  session.setState({ status: 'signed_out' }, true);
}

async function exchange(): Promise<boolean> {
  try {
    enter(await auth.post<SignedIn>('/auth/refresh'));
    return true;
  } catch (error) {
    const refused =
      error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
    if (refused) forget();
    else if (session.getState().status === 'unknown') session.setState({ status: 'unreachable' }, true);
    return false;
  }
}

function enter(answer: SignedIn): void {
  token = answer.access_token;
  remember(true);
  expiresAt = Date.now() + answer.expires_in * 1_000;
  const { operator, tenant } = answer;
  const known = session.getState();
  // The same person: a new object would only make every page draw again.
  if (known.status === 'signed_in' && known.operator.id === operator.id && known.tenant.id === tenant.id)
    return;
  session.setState({ status: 'signed_in', operator, tenant }, true);
}

/** The cookie rotates: two tabs that spent the same one at once would look like a theft. */
function oneTabAtATime<T>(run: () => Promise<T>): Promise<T> {
  return navigator.locks ? navigator.locks.request('tandem:renew', run) : run();
}

const VISITED = 'tandem:signed-in';

/** Whether there may be a cookie, which no script can see. In doubt: yes. */
function visitedBefore(): boolean {
  try {
    return localStorage.getItem(VISITED) !== null;
  } catch {
    return true;
  }
}

function remember(signedIn: boolean): void {
  try {
    if (signedIn) localStorage.setItem(VISITED, '1');
    else localStorage.removeItem(VISITED);
  } catch {
    // Then the cookie is asked for each time.
  }
}
