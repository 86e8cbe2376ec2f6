import { useMutation } from '@tanstack/react-query';
import { FlaskConical, SendHorizontal } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Citations } from '@/components/citations';
import { Markdown } from '@/components/markdown/markdown';
import { Button } from '@/components/ui/button';
import { FormError } from '@/components/ui/welcome';
import { explain } from '@/lib/api';
import { failureIn } from '@/lib/failures';
import { count, duration } from '@/lib/figures';
import type { Assistant, TryAnswer } from '@/lib/wire';
import { tryAssistant } from './queries';
import styles from './try-pane.module.css';

/** Asks the assistant what a visitor would. Nothing of it is stored. */
export function TryPane({ assistant, about }: { assistant: Assistant; about?: string }) {
  const [question, setQuestion] = useState('');
  const trying = useMutation({ mutationFn: (asked: string) => tryAssistant(assistant.id, asked) });

  const ask = (asked: string) => {
    setQuestion(asked);
    if (asked.trim() !== '') trying.mutate(asked.trim());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask(question);
  };

  return (
    <section className={styles.pane} aria-label="Try it">
      <h2 className={styles.title}>
        <FlaskConical /> Try it
      </h2>
      {about !== undefined && <p className={styles.about}>{about}</p>}
      <form className={styles.form} onSubmit={submit}>
        <input
          aria-label="A question to try"
          placeholder="Ask what a visitor would ask"
          value={question}
          maxLength={1_000}
          onChange={(event) => setQuestion(event.target.value)}
        />
        <Button
          look="primary"
          type="submit"
          aria-label="Ask"
          disabled={trying.isPending || question.trim() === ''}
        >
          <SendHorizontal />
        </Button>
      </form>
      {trying.isIdle && assistant.suggestions.length > 0 && (
        <div className={styles.suggestions}>
          {assistant.suggestions.slice(0, 4).map((suggestion) => (
            <button key={suggestion} type="button" onClick={() => ask(suggestion)}>
              {suggestion}
            </button>
          ))}
        </div>
      )}
      <div aria-live="polite">
        {trying.isPending && (
          <p className={styles.about}>
            {assistant.engine.kind === 'knowledge' ? 'Looking it up…' : 'Waiting for its answer…'}
          </p>
        )}
        {trying.isError && <Failed error={trying.error} />}
        {trying.data && !trying.isPending && (
          <div className={styles.answer} data-answered={trying.data.answered}>
            <div dir="auto">
              <Markdown text={trying.data.text} />
            </div>
            {trying.data.citations.length > 0 && <Citations citations={trying.data.citations} />}
            {!trying.data.answered && (
              <p className={styles.about}>It does not know this. An article about it would change that.</p>
            )}
            {trying.data.wants_person && <p className={styles.about}>It would ask for a person here.</p>}
            <p className={styles.cost}>{costOf(trying.data)}</p>
          </div>
        )}
      </div>
    </section>
  );
}

/** Why there is no answer, what to do about it, and for who looks closer the words of the server. */
function Failed({ error }: { error: Error }) {
  const failure = failureIn(error);
  if (!failure) return <FormError>{explain(error)}</FormError>;
  return (
    <>
      <FormError>
        {failure.why} {failure.remedy}
      </FormError>
      <p className={styles.detail}>{explain(error)}</p>
    </>
  );
}

/** How long it took, and what it read and wrote. */
function costOf({ latency_ms, usage }: TryAnswer): string {
  const took = duration(latency_ms);
  if (!usage) return took;
  return `${took} · ${count(usage.input_tokens)} tokens read, ${count(usage.output_tokens)} written`;
}
