import { useQueryClient } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import { type Command, useCommands } from '@/lib/commands';
import { say } from '@/lib/toasts';
import { inOrder, VIEWS, type View } from '@/lib/views';
import type { DialogSummary } from '@/lib/wire';
import { dialogListQuery } from './dialog-list-query';

/** Moving through the inbox without a mouse. */
export function useListCommands(
  view: View,
  dialogs: readonly DialogSummary[],
  selected: number | undefined,
): void {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const search = useSearch();
  const at = dialogs.findIndex(({ id }) => id === selected);

  const show = (id: number | undefined, inView: View = view) => {
    const query = inView === view && search !== '' ? `?${search}` : '';
    if (id !== undefined) navigate(`/inbox/${inView}/${id}${query}`);
  };

  const stepWaiting = async (step: 1 | -1) => {
    const list = await client.fetchInfiniteQuery(dialogListQuery('waiting', ''));
    const waiting = inOrder(
      'waiting',
      list.pages.flatMap((page) => page.items),
    );
    const here = waiting.findIndex(({ id }) => id === selected);
    const next = waiting.at((here === -1 && step === -1 ? 0 : here + step) % Math.max(1, waiting.length));
    if (next) show(next.id, 'waiting');
    else say('Nobody waits for a person.');
  };

  const list = (id: string, title: string, keys: string[], run: () => void): Command => ({
    id: `list.${id}`,
    title,
    group: 'List',
    keys,
    run,
  });

  useCommands([
    list('next', 'Next dialog', ['J', 'Alt+J'], () => show(dialogs[at + 1]?.id ?? dialogs[at]?.id)),
    list('previous', 'Previous dialog', ['K', 'Alt+K'], () => show(dialogs[Math.max(0, at - 1)]?.id)),
    list('next-waiting', 'Next who waits for a person', [']', 'Alt+]'], () => void stepWaiting(1)),
    list('previous-waiting', 'Previous who waits for a person', ['['], () => void stepWaiting(-1)),
    list('first', 'First dialog', ['Home'], () => show(dialogs[0]?.id)),
    list('last', 'Last dialog that is loaded', ['End'], () => show(dialogs.at(-1)?.id)),
    ...VIEWS.map((name, index) =>
      list(`view.${name}`, `Show ${name === 'assistant' ? 'AI' : name}`, [String(index + 1)], () =>
        navigate(`/inbox/${name}`),
      ),
    ),
  ]);
}
