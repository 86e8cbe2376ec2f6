import type { Entry } from 'tandem-client';
import { clockTime } from '../i18n/dates';
import { t } from '../i18n/texts';

/** Translated from its code, so that each side reads its own language; the server's words where it is new. */
export function systemText({ meta, text, author }: Entry): string {
  switch (meta?.code) {
    case 'handoff_started':
      return t.system.handoff_started(meta.manager?.name ?? author?.name ?? t.team);
    case 'handoff_ended':
      return meta.to === 'queue' ? t.system.handoff_ended_queue : t.system.handoff_ended_assistant;
    case 'assistant_failed':
      return meta.unfinished ? t.system.assistant_broke_off : t.system.assistant_failed;
    case 'handoff_requested':
    case 'dialog_closed':
    case 'dialog_reopened':
      return t.system[meta.code];
    default:
      return text;
  }
}

export function SystemLine({ entry, locale }: { entry: Entry; locale: string }) {
  return (
    <p class="system">
      <span dir="auto">{systemText(entry)}</span>{' '}
      <time dateTime={entry.timestamp}>{clockTime(entry.timestamp, locale)}</time>
    </p>
  );
}
