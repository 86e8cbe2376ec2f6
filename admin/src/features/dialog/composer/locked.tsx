import { Button } from '@/components/ui/button';
import { useMe } from '@/lib/live-context';
import { mayTakeOver } from '@/lib/policies';
import type { Actions, Hands } from '../use-actions';
import styles from './composer.module.css';

interface Props {
  hands: Hands;
  actions: Actions;
  note: () => void;
  draft: string;
}

/** Who cannot answer sees why, and the one key that changes it. */
export function Locked({ hands, actions, note, draft }: Props) {
  const kept = draft.trim() !== '' && ' Your draft is kept.';
  const me = useMe();
  const holder = hands.manager?.name ?? 'A colleague';
  switch (hands.state) {
    case 'assistant':
      return (
        <Line words={<>The AI answers here.{kept}</>}>
          <Button look="primary" keys="T" onClick={actions.claim}>
            Take over
          </Button>
        </Line>
      );
    case 'queued':
      return (
        <Line words={<>This visitor waits for a person.{kept}</>}>
          <Button look="primary" keys="T" onClick={actions.claim}>
            Take over
          </Button>
        </Line>
      );
    case 'closed':
      return (
        <Line words={<>This dialog is closed.{kept}</>}>
          <Button keys="O" onClick={actions.reopen}>
            Reopen
          </Button>
        </Line>
      );
    case 'operator':
      return (
        <Line
          words={
            <>
              {holder} holds this dialog.{kept}
            </>
          }
        >
          <Button keys="N" onClick={note}>
            Write a note
          </Button>
          {mayTakeOver(me, hands) && (
            <Button keys="T" onClick={actions.claim}>
              Take over
            </Button>
          )}
        </Line>
      );
  }
}

function Line({ words, children }: { words: React.ReactNode; children: React.ReactNode }) {
  return (
    <div className={styles.locked}>
      <p>{words}</p>
      {children}
    </div>
  );
}
