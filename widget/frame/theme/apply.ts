import { parseHex, type Rgb, textOn } from '../../bridge/colour';
import { readable, toHex } from './readable';

const DEFAULT_COLOR = '#4f46e5';
/** The backgrounds of tokens.css on which coloured text may stand. */
const LIGHT_GROUND: Rgb = [244, 244, 246];
const DARK_GROUND: Rgb = [38, 39, 45];

export interface Appearance {
  theme?: 'auto' | 'light' | 'dark' | undefined;
  color?: string | undefined;
}

/** Puts the tenant's colour and the wanted theme on the page; text on either always reads at 4.5 to 1. */
export function applyAppearance(
  { theme = 'auto', color }: Appearance,
  root = document.documentElement,
): void {
  const brand = parseHex(color) ?? (parseHex(DEFAULT_COLOR) as Rgb);
  const { style } = root;
  style.setProperty('--brand', toHex(brand));
  style.setProperty('--on-brand', textOn(brand));
  style.setProperty('--brand-ink-light', toHex(readable(brand, LIGHT_GROUND, [0, 0, 0])));
  style.setProperty('--brand-ink-dark', toHex(readable(brand, DARK_GROUND, [255, 255, 255])));
  style.setProperty('color-scheme', theme === 'auto' ? 'light dark' : theme);
}
