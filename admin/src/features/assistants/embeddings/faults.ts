import type { EmbeddingFault } from '@/lib/wire';

/** What went wrong, and what whoever reads it can do. What passes by itself needs nobody. */
const FAULTS: Record<EmbeddingFault, string> = {
  unauthorized: 'The provider does not accept the key. Check it, and enter it again.',
  not_found: 'The provider knows no such address or no such model. Check both; most addresses end in /v1.',
  rejected: 'The provider refuses what it is asked. Check that this model is one that makes embeddings.',
  address_refused:
    'This server may not call that address. Choose another, or have it allowed in the server’s settings (outbound.allow_private).',
  key_unusable: 'The saved key cannot be used. Enter it again.',
  wrong_dimensions:
    'The model’s vectors are not all equally long, or longer than 4,096 numbers. Choose another model, or start anew with this one.',
  rate_limited: 'The provider asks for a pause.',
  unavailable: 'The provider cannot be reached, or fails.',
  timed_out: 'The provider takes too long to answer.',
  malformed:
    'The provider answers with something other than vectors. Check that the address is the right one.',
  budget_spent: 'Today’s budget for AI is spent. An admin can raise it in the settings.',
};

export function faultWords(fault: EmbeddingFault | null | undefined): string {
  // A server that is newer than this page may know others.
  return (fault && FAULTS[fault]) || 'The provider could not be used.';
}
