import type { Settings } from '@/lib/wire';

/** From here on everybody should know. */
const NEARLY = 0.8;

export type Level = 'fine' | 'nearly' | 'spent';

export const tokensOf = ({ used_today: used }: Settings): number => used.input_tokens + used.output_tokens;

/** The part of a limit that is used; undefined without a limit. Nothing may be spent of 0. */
export function part(used: number, limit: number | null | undefined): number | undefined {
  if (limit === null || limit === undefined) return undefined;
  return limit === 0 ? 1 : used / limit;
}

/** The tighter of the two limits, as a part of 1; undefined if there is none. */
export function usedPart(settings: Settings): number | undefined {
  const parts = [
    part(tokensOf(settings), settings.daily_tokens),
    part(settings.used_today.cost_micros, settings.daily_cost_micros),
  ].filter((each) => each !== undefined);
  return parts.length === 0 ? undefined : Math.max(...parts);
}

export function levelOf(used: number | undefined): Level {
  if (used === undefined || used < NEARLY) return 'fine';
  return used >= 1 ? 'spent' : 'nearly';
}
