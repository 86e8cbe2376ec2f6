/** Every name in the query cache, so that `live.ts` and the pages mean the same thing. */
export const keys = {
  dialogLists: ['dialogs'] as const,
  dialogList: (view: string, search: string) => ['dialogs', view, search] as const,
  counts: ['dialog-counts'] as const,
  dialog: (id: number) => ['dialog', id] as const,
  operators: ['operators'] as const,
  assistants: ['assistants'] as const,
  assistant: (id: string) => ['assistants', id] as const,
  articles: (assistant: string) => ['articles', assistant] as const,
  article: (id: number) => ['article', id] as const,
  sites: ['sites'] as const,
};
