import { Sparkles } from 'lucide-react';
import { isColour, textOn } from './colour';
import styles from './preview.module.css';

interface Props {
  name: string;
  greeting: string;
  suggestions: readonly string[];
  color: string;
}

/** The chat as a visitor first sees it. A picture of it, not the thing. */
export function Preview({ name, greeting, suggestions, color }: Props) {
  const background = isColour(color) ? color : '#3b5bdb';
  const painted = { background, color: textOn(background) };
  return (
    <figure className={styles.preview}>
      <figcaption className={styles.caption}>Preview</figcaption>
      <div className={styles.panel} aria-hidden="true">
        <div className={styles.head} style={painted}>
          <span className={styles.face}>
            <Sparkles />
          </span>
          <span>
            <strong>{name || 'Assistant'}</strong>
            <br />
            AI · answers at once
          </span>
        </div>
        <div className={styles.body}>
          {greeting !== '' && <p className={styles.bubble}>{greeting}</p>}
          <div className={styles.suggestions}>
            {suggestions.slice(0, 5).map((suggestion) => (
              <span key={suggestion} className={styles.suggestion}>
                {suggestion}
              </span>
            ))}
          </div>
        </div>
        <div className={styles.field}>
          <span>Write a message…</span>
          <i style={painted} />
        </div>
      </div>
    </figure>
  );
}
