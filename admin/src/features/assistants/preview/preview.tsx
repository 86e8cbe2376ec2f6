import { useState } from 'react';
import { classes } from '@/components/ui/classes';
import type { Assistant } from '@/lib/wire';
import form from '../form.module.css';
import { FirstScreen } from './first-screen';
import styles from './preview.module.css';
import { Shadow } from './shadow';

interface Props {
  name: string;
  greeting: string;
  suggestions: readonly string[];
  color: string;
  handoff: Assistant['handoff'];
}

const THEMES = ['light', 'dark'] as const;

/** The chat as a visitor first sees it: in the widget's own styles and words, so that it cannot look otherwise. */
export function Preview({ color, ...shown }: Props) {
  const [theme, setTheme] = useState<(typeof THEMES)[number]>('light');
  return (
    <figure className={styles.preview}>
      <figcaption className={styles.caption}>
        Preview
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is a block with a border of its own */}
        <span className={form.toggle} role="group" aria-label="Theme of the preview">
          {THEMES.map((each) => (
            <button key={each} type="button" aria-pressed={each === theme} onClick={() => setTheme(each)}>
              {each === 'light' ? 'Light' : 'Dark'}
            </button>
          ))}
        </span>
      </figcaption>
      <Shadow
        label="The chat as a visitor first sees it"
        className={classes(styles.panel, theme === 'dark' && styles.dark)}
        appearance={{ theme, color }}
      >
        <FirstScreen {...shown} />
      </Shadow>
    </figure>
  );
}
