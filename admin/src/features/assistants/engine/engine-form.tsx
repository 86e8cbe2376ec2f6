import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import section from '@/components/settings-section.module.css';
import { Button } from '@/components/ui/button';
import { TextArea } from '@/components/ui/field';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import { keys } from '@/lib/query-keys';
import { say } from '@/lib/toasts';
import type { Assistant } from '@/lib/wire';
import page from '../page.module.css';
import { patchAssistant } from '../queries';
import { TryPane } from '../try-pane';
import { EngineChoice } from './engine-choice';
import { draftOf, type EngineDraft, engineOf } from './engine-draft';
import { EngineFields } from './engine-fields';
import { focusFirstError } from './focus-first-error';
import { policyDraftOf, policyOf, wrongCount, wrongTopics } from './policy-draft';
import { PolicyFields } from './policy-fields';
import { refusalOf } from './refusal';

const LONGEST_INSTRUCTIONS = 8_000;

/** Who writes the answers, how, and when a person is asked instead. */
export function EngineForm({ assistant }: { assistant: Assistant }) {
  const client = useQueryClient();
  const may = mayManage(useMe());
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => draftOf(assistant.engine));
  const [instructions, setInstructions] = useState(assistant.instructions);
  const [policy, setPolicy] = useState(() => policyDraftOf(assistant.handoff));
  const [tried, setTried] = useState(false);

  const { engine, errors } = engineOf(draft, assistant.engine);
  const saving = useMutation({
    mutationFn: () =>
      patchAssistant(assistant.id, { engine, instructions: instructions.trim(), handoff: policyOf(policy) }),
    onSuccess: (saved) => {
      client.setQueryData(keys.assistant(saved.id), saved);
      void client.invalidateQueries({ queryKey: keys.assistants, exact: true });
      setDraft(draftOf(saved.engine));
      setTried(false);
      say('Saved. The next question is answered this way.');
    },
    onError: (error) => {
      if (Object.keys(refusalOf(error)).length === 0) say(explain(error), 'danger');
      focusFirstError(form.current);
    },
  });

  const refusal = refusalOf(saving.error);
  const shown = { ...refusal, ...(tried && errors) };
  const countError = wrongCount(policy);
  const change = (changed: Partial<EngineDraft>) => {
    // A refusal is about what was sent, not about what is typed now.
    saving.reset();
    setDraft((before) => ({ ...before, ...changed }));
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const good = Object.keys(errors).length === 0 && !countError && !wrongTopics(policy.topics);
    if (good) saving.mutate();
    else focusFirstError(form.current);
  };

  return (
    <div className={page.split}>
      <form ref={form} onSubmit={submit} noValidate>
        <fieldset className={section.fields} disabled={!may}>
          <EngineChoice
            kind={draft.kind}
            // The fields of another kind start empty; coming back finds what is saved.
            onChange={(kind) =>
              change(
                kind === assistant.engine.kind
                  ? draftOf(assistant.engine)
                  : { ...draftOf({ kind, has_key: false }) },
              )
            }
          />
          <EngineFields draft={draft} saved={assistant.engine} errors={shown} change={change} />
          <TextArea
            label="Instructions"
            rows={7}
            value={instructions}
            maxLength={LONGEST_INSTRUCTIONS}
            placeholder={'Speak informally and keep it short.\nNever promise a delivery date.'}
            hint={instructionsHint(draft.kind, instructions)}
            onChange={(event) => setInstructions(event.target.value)}
          />
          <PolicyFields
            draft={policy}
            engine={draft.kind}
            error={countError}
            change={(changed) => setPolicy((before) => ({ ...before, ...changed }))}
          />
          <div className={page.actions}>
            <Button look="primary" type="submit" disabled={saving.isPending}>
              {saving.isPending ? 'Saving…' : 'Save'}
            </Button>
            {!may && <span>Only owners and admins change this.</span>}
          </div>
        </fieldset>
      </form>
      <TryPane assistant={assistant} about="It answers as it is saved." />
    </div>
  );
}

function instructionsHint(kind: EngineDraft['kind'], text: string): string {
  if (kind === 'knowledge')
    return 'The built-in engine quotes your articles and reads no instructions. Others do.';
  if (text.length > LONGEST_INSTRUCTIONS * 0.9)
    return `${text.length} of ${LONGEST_INSTRUCTIONS} characters.`;
  return 'How it should speak, and what it must not do.';
}
