import type { Conditions, Property } from './published.ts';
import { isExpression, type Values } from './workflow.ts';

/** What a condition may look at. */
export interface Surroundings {
  version: number;
  /** The parameters beside the one that is judged. */
  values: Values;
  /** The parameters of the node itself. */
  root: Values;
}

/** Whether n8n shows, and so reads, a parameter at all. */
export function applies(property: Property, around: Surroundings): boolean {
  const { show, hide } = property.displayOptions ?? {};
  const met = ([key, wanted]: [string, unknown[]]) => holds(key, wanted, around);
  const entries = (conditions?: Conditions) => Object.entries(conditions ?? {});
  return entries(show).every(met) && !entries(hide).some(met);
}

function holds(key: string, wanted: unknown[], { version, values, root }: Surroundings): boolean {
  const value = key === '@version' ? version : key.startsWith('/') ? root[key.slice(1)] : values[key];
  return isExpression(value) || wanted.some((want) => fits(value, want));
}

function fits(value: unknown, want: unknown): boolean {
  if (typeof want !== 'object' || want === null || !('_cnd' in want)) return value === want;
  const [[kind, bound] = []] = Object.entries(want._cnd as Record<string, unknown>);
  switch (kind) {
    case 'eq':
      return value === bound;
    case 'not':
      return value !== bound;
    case 'gte':
      return Number(value) >= Number(bound);
    case 'gt':
      return Number(value) > Number(bound);
    case 'lte':
      return Number(value) <= Number(bound);
    case 'lt':
      return Number(value) < Number(bound);
    default:
      throw new Error(`a condition of a kind that this check does not know: ${kind}`);
  }
}
