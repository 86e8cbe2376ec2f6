import { useLocation } from 'wouter';
import { type Command, type CommandGroup, runCommand, useCommands } from '@/lib/commands';
import { copy } from '@/lib/copy';
import { useMe } from '@/lib/live-context';
import { mayClose, mayRelease, mayTakeOver } from '@/lib/policies';
import type { Actions, Hands } from './use-actions';

interface Given {
  id: number;
  back: string;
  hands: Hands;
  actions: Actions;
  toggleContext: () => void;
  toggleSummary: () => void;
}

/** What can be done with the open dialog, by key and from the palette. */
export function useDialogCommands({ id, back, hands, actions, toggleContext, toggleSummary }: Given): void {
  const [, navigate] = useLocation();
  const me = useMe();
  const closable = mayClose(me, hands);

  const command = (
    name: string,
    title: string,
    keys: string[],
    run: () => void,
    enabled = true,
    group: CommandGroup = 'Dialog',
  ): Command => ({ id: `dialog.${name}`, title, group, keys, run, enabled });

  const closeAndGoOn = async () => {
    if (await actions.close()) runCommand('list.next-waiting');
  };

  useCommands([
    command('claim', 'Take over', ['T', 'Alt+T'], actions.claim, mayTakeOver(me, hands)),
    command(
      'to-ai',
      'Return to AI',
      ['Shift+T'],
      () => actions.release('assistant'),
      mayRelease(me, hands, 'assistant'),
    ),
    command(
      'to-queue',
      'Put into the queue',
      ['Shift+Q'],
      () => actions.release('queue'),
      mayRelease(me, hands, 'queue'),
    ),
    command('close', 'Close', ['E', 'Alt+E'], () => void actions.close(), closable),
    command('close-next', 'Close, then the next who waits', ['Shift+E'], () => void closeAndGoOn(), closable),
    command('reopen', 'Reopen', ['O'], actions.reopen, hands.state === 'closed'),
    command(
      'copy',
      'Copy the link to this dialog',
      ['Y'],
      () => void copy(`${window.location.origin}/inbox/all/${id}`, 'Link'),
    ),
    command('summary', 'Show or hide the summary', ['S'], toggleSummary),
    command('context', 'Show or hide who is asking', ['Mod+\\'], toggleContext, true, 'Anywhere'),
    command('leave', 'Leave the dialog', ['Escape'], () => leave(() => navigate(back))),
  ]);
}

/** Esc leaves the field first, and only then the dialog. */
function leave(goBack: () => void): void {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.matches('input, textarea')) focused.blur();
  else goBack();
}
