import { ApiError, unanswered } from '../api/api-error.ts';
import { createApi } from '../api/create-api.ts';
import { backoff } from '../connection/backoff.ts';
import { type Endpoint, surroundings } from '../endpoint.ts';
import type { Dialog, DialogCreated, Page, Posted } from '../wire.ts';
import type { OutboxStore } from './outbox-store.ts';
import { patientStore } from './patient-store.ts';

export interface StartDialogOptions {
  text?: string;
  /** Makes the creation idempotent: the same one again gives the same dialog. */
  clientId: string;
  messageClientId: string;
  visitorToken?: string;
  page?: Page;
  outbox?: OutboxStore;
  /** Stops the retrying. */
  signal?: AbortSignal;
}

export interface StartedDialog {
  dialog: Dialog;
  /** Only when the server made it. */
  visitorToken?: string;
  message?: Posted;
}

/**
 * Creates a dialog, with its first message if there is a text. Tries until the server answers: a lost
 * answer is harmless, since the same ids give the same dialog and the same message.
 */
export async function startDialog(endpoint: Endpoint, options: StartDialogOptions): Promise<StartedDialog> {
  const { messageClientId, signal } = options;
  const { clock, random } = surroundings(endpoint);
  const outbox = options.outbox && patientStore(options.outbox, clock);
  if (outbox) await keep(outbox, clock.now(), options);
  for (let failures = 0; ; ) {
    try {
      const created = await create(endpoint, options);
      await outbox?.remove(messageClientId.toLowerCase()).catch(() => {});
      const { dialog, visitor_token: visitorToken, message } = created;
      return { dialog, ...(visitorToken ? { visitorToken } : {}), ...(message ? { message } : {}) };
    } catch (error) {
      if (!(error instanceof ApiError) || !error.retryable) throw error;
      failures += 1;
      await pause(clock, error.retryAfterMs ?? backoff(failures, random), signal);
    }
  }
}

/** Stored before the first attempt, so that a reload in between loses nothing that was typed. */
async function keep(outbox: OutboxStore, created: number, options: StartDialogOptions): Promise<void> {
  const { text, clientId: startId, messageClientId } = options;
  if (text === undefined) return;
  const item = { clientId: messageClientId.toLowerCase(), startId, text, created, attempts: 1 };
  await outbox.put(item).catch(() => {});
}

async function create(endpoint: Endpoint, options: StartDialogOptions): Promise<DialogCreated> {
  const { text, clientId, messageClientId, page, signal } = options;
  const message = text === undefined ? {} : { message: { client_id: messageClientId, text } };
  const body = { client_id: clientId, ...message, ...(page ? { page } : {}) };
  const request = signal ? { signal } : {};
  const api = createApi(endpoint);
  if (endpoint.audience !== 'widget') return api.post<DialogCreated>('/dialogs', body, request);
  // The server may not know this token yet; so it goes as a part of the request and not as a proof.
  const visitorToken = options.visitorToken ?? (await endpoint.token());
  const visitor = {
    assistant_id: endpoint.assistant,
    ...(visitorToken ? { visitor_token: visitorToken } : {}),
  };
  return api.post<DialogCreated>('/dialogs', { ...body, ...visitor }, { ...request, anonymous: true });
}

function pause(
  clock: ReturnType<typeof surroundings>['clock'],
  ms: number,
  signal?: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clock.clearTimeout(timer);
      reject(unanswered('aborted', signal?.reason));
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
  });
}
