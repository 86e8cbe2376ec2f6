import { type Api, ApiError, type WidgetConfig } from 'tandem-client';
import type { Phase } from './state';

type Outcome = { config: WidgetConfig } | { phase: Phase };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Refused for good, or worth asking again. */
function phaseOf(error: unknown): Phase {
  if (!(error instanceof ApiError)) return 'unreachable';
  if (error.status === 401) return 'signed_out';
  if (error.status === 403 || error.status === 404) return 'refused';
  return 'unreachable';
}

/** Asks until the server answers; `told` hears of each failure in between. */
export async function loadConfig(
  api: Api,
  assistant: string | undefined,
  told: (phase: Phase) => void,
): Promise<Outcome> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      const config = await (assistant === undefined
        ? api.get<WidgetConfig>('/config')
        : api.get<WidgetConfig>('/config', {}, { anonymous: true }));
      return { config };
    } catch (error) {
      const phase = phaseOf(error);
      told(phase);
      if (phase !== 'unreachable') return { phase };
      await new Promise((resolve) => {
        setTimeout(resolve, pause);
        addEventListener('online', resolve, { once: true });
      });
    }
  }
}
