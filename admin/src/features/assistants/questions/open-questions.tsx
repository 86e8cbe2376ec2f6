import { useInfiniteQuery } from '@tanstack/react-query';
import { Count } from '@/components/ui/badge';
import { questionsQuery } from './queries';

/** How many questions wait for an article. */
export function OpenQuestions({ assistant }: { assistant: string }) {
  const { data } = useInfiniteQuery(questionsQuery(assistant, 'open'));
  const open = data?.pages.reduce((sum, { items }) => sum + items.length, 0) ?? 0;
  return <Count value={open} more={data?.pages.at(-1)?.next_cursor != null} />;
}
