import type { Side, Theme } from '../bridge/visitor';

/** What the page asked for, from `data-` attributes or from `Tandem('boot', …)`: one name each, one meaning. */
export interface Settings {
  /** A visitor's chat … */
  assistant?: string;
  /** … or a signed-in user's, which then needs a site token. */
  site?: string;
  token?: string | (() => string | Promise<string>);
  host?: string;
  locale?: string;
  theme?: Theme;
  color?: string;
  label?: string;
  position?: Side;
  /** Distance from the side and from below, in px: `20 20`. */
  offset?: string;
  zIndex?: number | string;
  /** An element or a selector: an inline panel there, instead of a bubble. */
  target?: string | Element;
  /** `button`, `none`, or a selector of the page's own buttons. */
  launcher?: string;
  storage?: 'local' | 'session' | 'memory';
  prefetch?: 'none' | 'hover' | 'idle';
  /** Present: wait for `boot`. */
  manual?: unknown;
  debug?: unknown;
}

export const idOf = (settings: Settings): string | undefined => settings.site || settings.assistant;

export const addressOf = (settings: Settings): string =>
  `${settings.host}/embed/${settings.site ? 'site' : 'assistant'}/${encodeURIComponent(String(idOf(settings)))}`;
