import { infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import type { ListPage, Question, QuestionState } from '@/lib/wire';
import { at } from '../queries';

const PAGE = 50;

export const questionsQuery = (assistant: string, state: QuestionState) =>
  infiniteQueryOptions({
    queryKey: keys.questionList(assistant, state),
    queryFn: ({ pageParam }) =>
      api.get<ListPage<Question>>(`${at('assistants', assistant)}/questions`, {
        state,
        limit: PAGE,
        ...(pageParam !== '' && { cursor: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

/** What became of a question; every list of them is asked for anew. */
export async function markQuestion(
  client: QueryClient,
  assistant: string,
  id: number,
  state: QuestionState,
): Promise<void> {
  await api.patch(at('assistants', assistant, 'questions', id), { state });
  await client.invalidateQueries({ queryKey: keys.questions(assistant) });
}
