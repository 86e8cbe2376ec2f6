import { Checkbox } from '@/components/ui/checkbox';
import { TextArea, TextField } from '@/components/ui/field';
import type { EngineKind } from '@/lib/wire';
import styles from './engine.module.css';
import { type PolicyDraft, wrongTopics } from './policy-draft';

interface Props {
  draft: PolicyDraft;
  /** A workflow reads no topics. */
  engine: EngineKind;
  error: string | undefined;
  change: (changed: Partial<PolicyDraft>) => void;
}

/** When the assistant steps aside. */
export function PolicyFields({ draft, engine, error, change }: Props) {
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>When a person is asked</legend>
      <Checkbox
        label="Always show the way to a person"
        hint="Otherwise it appears once the assistant has answered."
        checked={draft.always_offer}
        onChange={(event) => change({ always_offer: event.target.checked })}
      />
      <Checkbox
        label="Keep the dialog while nobody is there"
        hint="Outside the opening hours no person is asked for, and the visitor reads when people are back. Otherwise the dialog waits for them. If the AI cannot answer at all, it always waits."
        checked={draft.keeps}
        onChange={(event) => change({ keeps: event.target.checked })}
      />
      <div className={styles.group}>
        <Checkbox
          label="Hand over after several answers in a row that did not know"
          checked={draft.counts}
          onChange={(event) => change({ counts: event.target.checked })}
        />
        {draft.counts && (
          <TextField
            label="How many"
            inputMode="numeric"
            value={draft.after}
            error={error}
            onChange={(event) => change({ after: event.target.value })}
          />
        )}
      </div>
      <TextArea
        label="Topics for people"
        rows={3}
        value={draft.topics}
        placeholder={'Complaints about damage\nCancelling a contract'}
        hint={topicsHint(engine)}
        error={wrongTopics(draft.topics)}
        onChange={(event) => change({ topics: event.target.value })}
      />
    </fieldset>
  );
}

function topicsHint(engine: EngineKind): string {
  if (engine === 'webhook')
    return 'One per line. They are not sent to a workflow; the other engines read them.';
  if (engine === 'knowledge')
    return 'One per line. A question with all the words of one, in any form, goes to a person at once.';
  return 'One per line. A question about one of these goes to a person at once.';
}
