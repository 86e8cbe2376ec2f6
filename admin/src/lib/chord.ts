/**
 * Keys as text: `T`, `Shift+T`, `Mod+K`, `Alt+]`, `G I` (one after the other). `Mod` is ⌘ on a Mac
 * and Ctrl elsewhere. No Ctrl+Alt: on European layouts that is AltGr, which types characters.
 */
export const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '');

export interface Press {
  key: string;
  code: string;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** Whether one press is one step of a chord. */
export function matches(step: string, press: Press): boolean {
  const parts = step.split('+');
  const key = parts.at(-1) ?? '';
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  if (mod !== wants('Mod') || other || press.altKey !== wants('Alt')) return false;
  // `?` needs Shift on most layouts and must not say so; letters and named keys must.
  if ((/^[a-z]$/i.test(key) || key.length > 1) && press.shiftKey !== wants('Shift')) return false;
  return sameKey(key, press);
}

function sameKey(key: string, press: Press): boolean {
  if (key === 'Space') return press.key === ' ';
  if (press.key.toLowerCase() === key.toLowerCase()) return true;
  // On a layout without Latin letters, and under Alt on a Mac, the key's place stands for it.
  const typed = press.key;
  const place = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : PLACES[key];
  return place === press.code && typed.length === 1 && !/^[ -~]$/.test(typed);
}

const PLACES: Record<string, string> = {
  ']': 'BracketRight',
  '[': 'BracketLeft',
  '.': 'Period',
  '/': 'Slash',
};

const CAPS: Record<string, string> = isMac
  ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵', Escape: 'Esc' }
  : { Mod: 'Ctrl', Shift: 'Shift', Alt: 'Alt', Enter: 'Enter', Escape: 'Esc' };
const ARROWS: Record<string, string> = { ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→' };

/** The caps to show for a chord. */
export function keysOf(chord: string): string[] {
  return chord.split(' ').flatMap((step) => step.split('+').map((key) => CAPS[key] ?? ARROWS[key] ?? key));
}

/** A chord that a text field would swallow as a character. */
export function isSingleKey(chord: string): boolean {
  return !/(^| )(Mod|Alt)\+/.test(chord) && chord !== 'Escape';
}
