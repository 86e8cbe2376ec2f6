import { Sparkles } from 'lucide-react';
import { Markdown } from '@/components/markdown/markdown';
import { Button } from '@/components/ui/button';
import styles from './suggestion.module.css';

interface Props {
  text: string;
  insert: () => void;
  drop: () => void;
}

export function Suggestion({ text, insert, drop }: Props) {
  return (
    <aside className={styles.suggestion} aria-label="What the AI had begun to answer">
      <p className={styles.title}>
        <Sparkles /> The AI had begun to answer
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.text} tabIndex={0} dir="auto">
        <Markdown text={text} />
      </div>
      <div className={styles.actions}>
        <Button keys="Tab" onClick={insert}>
          Insert
        </Button>
        <Button look="quiet" keys="Escape" onClick={drop}>
          Discard
        </Button>
      </div>
    </aside>
  );
}
