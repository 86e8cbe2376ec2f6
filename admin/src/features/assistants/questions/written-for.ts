import { useQuery } from '@tanstack/react-query';
import { useHistoryState } from 'wouter/use-browser-location';
import { api } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import { answerIn, type Said } from './answer-in';

/** The question that an article is written for. It travels with the step to the editor, so it survives a reload. */
export interface Asked {
  id: number;
  question: string;
  dialog_id: number;
}

export function useAsked(): Asked | undefined {
  const state: unknown = useHistoryState();
  const asked = (state as { asked?: Asked } | null)?.asked;
  return typeof asked?.id === 'number' && typeof asked.question === 'string' ? asked : undefined;
}

const MOST = 200;

/** What a person answered in that dialog; undefined while it is looked for, empty if nobody did. */
export function useAnswerTo(asked: Asked | undefined): string | undefined {
  const { data, isError } = useQuery({
    queryKey: keys.answerTo(asked?.id ?? 0),
    queryFn: async () => {
      const page = await api.get<{ items: Said[] }>(`/dialogs/${asked?.dialog_id}/messages`, {
        limit: MOST,
      });
      return answerIn(page.items, asked?.question ?? '');
    },
    enabled: asked !== undefined,
    retry: false,
  });
  return asked === undefined || isError ? '' : data;
}
