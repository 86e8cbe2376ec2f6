import { type IconName, PATHS } from './paths';

/** Drawn in the colour of the text beside it, and silent: what it means is always said in words too. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
