import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/lib/query-keys';
import type { EmbeddingsIn } from '@/lib/wire';
import { patchAssistant } from '../queries';

/** Saves who makes the vectors; `null` ends it, and they go. */
export function useSaving(assistant: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (embeddings: EmbeddingsIn | null) => patchAssistant(assistant, { embeddings }),
    onSuccess: (saved) => {
      // How far the earlier ones were says nothing of these.
      if (saved.embeddings) void client.resetQueries({ queryKey: keys.embeddings(assistant) });
      else client.removeQueries({ queryKey: keys.embeddings(assistant) });
      client.setQueryData(keys.assistant(saved.id), saved);
      void client.invalidateQueries({ queryKey: keys.assistants, exact: true });
    },
  });
}
