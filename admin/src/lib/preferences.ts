import { createStore } from 'zustand';
import { persist } from 'zustand/middleware';

export type Theme = 'auto' | 'light' | 'dark';

export interface Preferences {
  theme: Theme;
  sound: boolean;
  notifications: boolean;
  /** Keys without Mod or Alt; people who dictate need them off (WCAG 2.1.4). */
  singleKeys: boolean;
  contextOpen: boolean;
  listWidth: number;
  /** Into which language words were translated last. */
  translateTo: string;
}

/** This person's settings on this device. */
export const preferences = createStore<Preferences>()(
  persist(
    (): Preferences => ({
      theme: 'auto',
      sound: true,
      notifications: false,
      singleKeys: true,
      contextOpen: true,
      listWidth: 340,
      translateTo: 'English',
    }),
    { name: 'tandem:preferences' },
  ),
);

const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };

export function nextTheme(): Theme {
  const theme = NEXT[preferences.getState().theme];
  preferences.setState({ theme });
  return theme;
}

/** Puts the theme on the page, now and whenever it changes. */
export function applyTheme(root: HTMLElement): () => void {
  const apply = ({ theme }: Preferences) => {
    if (theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = theme;
  };
  apply(preferences.getState());
  return preferences.subscribe(apply);
}
