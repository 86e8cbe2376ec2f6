import { LoaderCircle, Sparkles } from 'lucide-react';
import { Citations } from '@/components/citations';
import { Button } from '@/components/ui/button';
import styles from './drafted.module.css';
import type { Drafting } from './use-drafting';

/** That the AI is writing into the field, or has: before it is sent as one's own. */
export function Drafted({ drafting: { waiting, done, stop, undo } }: { drafting: Drafting }) {
  return (
    <div aria-live="polite">
      {waiting !== undefined && (
        <div className={styles.line}>
          <LoaderCircle className={styles.turning} />
          <p>{waiting === 'reply' ? 'The AI writes a draft…' : 'The AI rewrites your words…'}</p>
          <Button look="quiet" keys="Escape" onClick={stop}>
            Stop
          </Button>
        </div>
      )}
      {waiting === undefined && done !== undefined && (
        <div className={styles.line}>
          <Sparkles />
          <p>Written by the AI. Read it before you send it.</p>
          <Button look="quiet" keys="Mod+Z" onClick={undo}>
            Undo
          </Button>
          {done.citations.length > 0 && (
            <div className={styles.sources}>
              <Citations citations={done.citations} />
            </div>
          )}
        </div>
      )}
    </div>
  );
}
