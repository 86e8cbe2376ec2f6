import type { Learnt, Side, Theme } from '../bridge/visitor';
import type { Settings } from './settings';

/** Set by the page's own theme attribute and by `setTheme`: wins over what the dashboard says. */
export interface Asked {
  theme?: Theme | undefined;
  color?: string;
}

export interface Look {
  theme: Theme;
  color: string;
  position: Side;
}

const DEFAULT_COLOR = '#4f46e5';
const isColor = (text = ''): boolean => CSS.supports('color', text);

/** The dashboard's present choice, once learnt, wins over the snippet that it wrote earlier. */
export const lookOf = (settings: Settings, learnt: Learnt, asked: Asked): Look => ({
  theme: asked.theme ?? learnt.theme ?? 'auto',
  color: [asked.color, learnt.color, settings.color].find(isColor) ?? DEFAULT_COLOR,
  position: learnt.position ?? settings.position ?? 'end',
});

export function dress({ style }: HTMLElement, settings: Settings, look: Look): void {
  const set = (name: string, value: unknown): void => style.setProperty(name, value as string);
  const [x = 20, y = 20] = settings.offset?.match(/\d+/g) ?? [];
  set('color-scheme', look.theme === 'auto' ? 'light dark' : look.theme);
  set('--brand', look.color);
  set('--z', settings.zIndex ?? 2147483000);
  set('--x', `${x}px`);
  set('--y', `${y}px`);
}
