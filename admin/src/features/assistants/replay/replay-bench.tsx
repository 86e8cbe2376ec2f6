import { useMutation } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import section from '@/components/settings-section.module.css';
import { Button } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/checkbox';
import { EmptyState } from '@/components/ui/empty-state';
import { TextArea } from '@/components/ui/field';
import { FormError } from '@/components/ui/welcome';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import type { Assistant, Engine, ReplayIn } from '@/lib/wire';
import { EngineChoice } from '../engine/engine-choice';
import { draftOf, type EngineDraft, engineOf } from '../engine/engine-draft';
import { EngineFields } from '../engine/engine-fields';
import { refusalOf } from '../engine/refusal';
import form from '../form.module.css';
import page from '../page.module.css';
import { replay } from '../queries';
import styles from './replay.module.css';
import { ReplayResult } from './replay-result';

const HOW_MANY = [5, 10, 25, 50];
const BUILT_IN: Engine = { kind: 'knowledge', has_key: false };

/** Asks past questions again with other instructions, another model or today's articles. Visitors see none of it. */
export function ReplayBench({ assistant }: { assistant: Assistant }) {
  const may = mayManage(useMe());
  const running = useRef<AbortController>(undefined);
  const [dialogs, setDialogs] = useState(10);
  const [instructions, setInstructions] = useState(assistant.instructions);
  // A workflow answers dialogs only: its past questions are asked of something else.
  const workflow = assistant.engine.kind === 'webhook';
  const [other, setOther] = useState(workflow);
  const [draft, setDraft] = useState(() => draftOf(workflow ? BUILT_IN : assistant.engine));
  const [tried, setTried] = useState(false);
  useEffect(() => () => running.current?.abort(), []);

  const { engine, errors } = engineOf(draft, assistant.engine);
  const asking = useMutation({
    mutationFn: () => {
      running.current = new AbortController();
      const body: ReplayIn = {
        dialogs,
        ...(instructions.trim() !== assistant.instructions && { instructions: instructions.trim() }),
        ...(other && { engine }),
      };
      return replay(assistant.id, body, running.current.signal);
    },
  });

  if (!may) {
    return (
      <EmptyState icon={<FlaskConical />} title="Only for owners and admins">
        Replaying spends tokens, so those who set the budget do it.
      </EmptyState>
    );
  }

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!other || Object.keys(errors).length === 0) asking.mutate();
  };
  const stop = () => {
    running.current?.abort();
    asking.reset();
  };
  const refusal = refusalOf(asking.error);
  const change = (changed: Partial<EngineDraft>) => {
    asking.reset();
    setDraft((before) => ({ ...before, ...changed }));
  };

  return (
    <div className={styles.bench}>
      <form onSubmit={submit} noValidate>
        <p className={page.lead}>
          Past questions are asked again, and each new answer stands beside the old one. Nothing is sent to
          visitors; tokens are spent.
        </p>
        <div className={styles.many}>
          <span id="replay-many">Questions</span>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one line */}
          <div className={form.toggle} role="group" aria-labelledby="replay-many">
            {HOW_MANY.map((number) => (
              <button
                key={number}
                type="button"
                aria-pressed={number === dialogs}
                onClick={() => setDialogs(number)}
              >
                {number}
              </button>
            ))}
          </div>
        </div>
        <div className={section.fields}>
          <TextArea
            label="Instructions for this run"
            rows={5}
            value={instructions}
            maxLength={8_000}
            hint="As they are saved, until you change them here. Articles are as they are now."
            onChange={(event) => setInstructions(event.target.value)}
          />
          <Checkbox
            label="Use another engine or model"
            hint={workflow && 'A workflow answers dialogs only, so the questions go to another engine here.'}
            checked={other}
            disabled={workflow}
            onChange={(event) => setOther(event.target.checked)}
          />
          {other && (
            <>
              <EngineChoice
                kind={draft.kind}
                without="webhook"
                onChange={(kind) =>
                  change(
                    draftOf(kind === assistant.engine.kind ? assistant.engine : { kind, has_key: false }),
                  )
                }
              />
              <EngineFields
                draft={draft}
                saved={assistant.engine}
                errors={{ ...refusal, ...(tried && errors) }}
                change={change}
              />
            </>
          )}
          <div className={page.actions}>
            <Button look="primary" type="submit" disabled={asking.isPending}>
              {asking.isPending ? `Asking ${dialogs} questions…` : 'Run'}
            </Button>
            {asking.isPending && (
              <Button look="quiet" onClick={stop}>
                Stop
              </Button>
            )}
          </div>
        </div>
      </form>
      <div aria-live="polite">
        {asking.isPending && <p className={styles.soft}>This may take a minute.</p>}
        {asking.data && (
          <p className="visually-hidden">
            {asking.data.totals.replayed} asked again, {asking.data.totals.changed} changed.
          </p>
        )}
        {asking.isError && Object.keys(refusal).length === 0 && (
          <FormError>{explain(asking.error)}</FormError>
        )}
      </div>
      {asking.data && <ReplayResult replay={asking.data} />}
    </div>
  );
}
