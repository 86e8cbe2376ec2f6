import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { ApiError } from 'tandem-client';
import { api, explain } from '@/lib/api';
import { failureIn } from '@/lib/failures';
import { say } from '@/lib/toasts';
import type { Citation, Draft, DraftIn, DraftMode } from '@/lib/wire';

/** A model may think for a while; who does not want to wait stops it. */
const PATIENCE_MS = 90_000;

interface Given {
  id: number;
  /** The reply as far as it is written. */
  text: string;
  write: (words: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** What the AI wrote into the field, and what stood there before. */
interface Done {
  before: string;
  after: string;
  citations: readonly Citation[];
}

export interface Drafting {
  waiting: DraftMode | undefined;
  done: Done | undefined;
  ask: (mode: DraftMode, language?: string) => void;
  stop: () => void;
  undo: () => void;
  /** Esc stops it, Mod-Z takes it back as long as nobody went on writing. True: the key was one of these. */
  takesKey: (event: KeyboardEvent) => boolean;
}

/** Lets the AI write a reply, or what was typed in another way; the result lands in the field. */
export function useDrafting({ id, text, write, field }: Given): Drafting {
  const [waiting, setWaiting] = useState<DraftMode>();
  const [done, setDone] = useState<Done>();
  const asking = useRef<AbortController>(undefined);
  useEffect(() => () => asking.current?.abort(), []);

  const stop = () => {
    asking.current?.abort();
    asking.current = undefined;
    setWaiting(undefined);
    field.current?.focus();
  };

  const ask = async (mode: DraftMode, language?: string) => {
    asking.current?.abort();
    const mine = new AbortController();
    asking.current = mine;
    setWaiting(mode);
    setDone(undefined);
    const before = text;
    const body: DraftIn = {
      mode,
      ...(before.trim() !== '' && { text: before }),
      ...(language && { language }),
    };
    try {
      const options = { signal: mine.signal, timeoutMs: PATIENCE_MS };
      const draft = await api.post<Draft>(`/dialogs/${id}/draft`, body, options);
      if (asking.current !== mine) return;
      write(draft.text);
      setDone({ before, after: draft.text, citations: draft.citations });
    } catch (error) {
      if (asking.current !== mine) return;
      say(refusal(error), 'danger');
    }
    asking.current = undefined;
    setWaiting(undefined);
    field.current?.focus();
  };

  const undo = () => {
    if (!done) return;
    write(done.before);
    setDone(undefined);
    field.current?.focus();
  };

  const takesKey = (event: KeyboardEvent): boolean => {
    const undoes =
      (event.ctrlKey || event.metaKey) &&
      !event.shiftKey &&
      event.key.toLowerCase() === 'z' &&
      done?.after === text;
    const stops = event.key === 'Escape' && waiting !== undefined;
    if (!undoes && !stops) return false;
    event.preventDefault();
    if (undoes) undo();
    else stop();
    return true;
  };

  // Sent or emptied: there is nothing left to take back.
  const shown = done && text !== '' ? done : undefined;
  return {
    waiting,
    done: shown,
    ask: (mode, language) => void ask(mode, language),
    stop,
    undo,
    takesKey,
  };
}

function refusal(error: unknown): string {
  if (error instanceof ApiError && error.code === 'not_supported')
    return 'The built-in engine only drafts replies. For the rest this assistant needs a language model.';
  const failure = failureIn(error);
  if (failure) return `${failure.why} ${failure.remedy ?? ''}`.trim();
  if (error instanceof ApiError && error.status === 503)
    return 'The AI gave nothing just now. Try again in a moment.';
  return explain(error);
}
