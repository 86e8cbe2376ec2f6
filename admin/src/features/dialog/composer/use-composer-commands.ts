import type { RefObject } from 'react';
import { type Command, useCommands } from '@/lib/commands';
import type { DraftKind } from '@/lib/drafts';

interface Given {
  choose: (kind: DraftKind) => void;
  note: boolean;
  mine: boolean;
  field: RefObject<HTMLTextAreaElement | null>;
}

export function useComposerCommands({ choose, note, mine, field }: Given): void {
  const command = (id: string, title: string, keys: string[], run: () => void, enabled = true): Command => ({
    id: `composer.${id}`,
    title,
    group: 'Dialog',
    keys,
    run,
    enabled,
  });
  useCommands([
    command('reply', 'Reply', ['R', 'Alt+L'], () => choose('reply'), mine),
    command('note', 'Write a note', ['N', 'Alt+P'], () => choose('note')),
    command('enter', 'Go to the field', ['Enter'], () => field.current?.focus(), mine || note),
  ]);
}
