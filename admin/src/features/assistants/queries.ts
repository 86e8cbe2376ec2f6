import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import type {
  Article,
  ArticleIn,
  Assistant,
  AssistantIn,
  AssistantPatch,
  ListPage,
  Replay,
  ReplayIn,
  Site,
  SiteIn,
  SiteSecret,
  TryAnswer,
} from '@/lib/wire';

/** As much as one page of the server gives. */
const ALL = { limit: 100 };
/** A model may think for a while. */
const MODEL_MS = 120_000;
/** Fifty questions, one model. */
const REPLAY_MS = 600_000;
export const at = (...parts: (string | number)[]) =>
  parts.map((part) => `/${encodeURIComponent(part)}`).join('');

export const assistantsQuery = queryOptions({
  queryKey: keys.assistants,
  queryFn: () => api.get<ListPage<Assistant>>('/assistants', ALL),
});

export const assistantQuery = (id: string) =>
  queryOptions({ queryKey: keys.assistant(id), queryFn: () => api.get<Assistant>(at('assistants', id)) });

export const articlesQuery = (assistant: string) =>
  infiniteQueryOptions({
    queryKey: keys.articles(assistant),
    queryFn: ({ pageParam }) =>
      api.get<ListPage<Article>>(at('assistants', assistant, 'articles'), {
        ...ALL,
        ...(pageParam !== '' && { cursor: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

export const articleQuery = (id: number) =>
  queryOptions({ queryKey: keys.article(id), queryFn: () => api.get<Article>(at('articles', id)) });

export const sitesQuery = queryOptions({
  queryKey: keys.sites,
  queryFn: () => api.get<ListPage<Site>>('/sites', ALL),
});

export const createAssistant = (body: AssistantIn) => api.post<Assistant>('/assistants', body);
export const patchAssistant = (id: string, body: AssistantPatch) =>
  api.patch<Assistant>(at('assistants', id), body);
export const deleteAssistant = (id: string) => api.delete<void>(at('assistants', id));
export const createArticle = (assistant: string, body: ArticleIn) =>
  api.post<Article>(at('assistants', assistant, 'articles'), body);
export const patchArticle = (id: number, body: ArticleIn) => api.patch<Article>(at('articles', id), body);
export const deleteArticle = (id: number) => api.delete<void>(at('articles', id));
export const replay = (id: string, body: ReplayIn, signal: AbortSignal) =>
  api.post<Replay>(`${at('assistants', id)}/replay`, body, { signal, timeoutMs: REPLAY_MS });
export const createSite = (body: SiteIn) => api.post<SiteSecret>('/sites', body);
export const tryAssistant = (id: string, question: string) =>
  api.post<TryAnswer>(`${at('assistants', id)}/try`, { question }, { timeoutMs: MODEL_MS });
