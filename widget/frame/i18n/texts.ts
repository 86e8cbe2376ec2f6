import { en, type Texts } from './en';

/** English is in the bundle; other languages will be loaded and put in its place. */
export const t: Texts = en;
