import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleHelp, CloudOff, PenLine } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { explain } from '@/lib/api';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import { ago, fullTime, useNow } from '@/lib/time';
import { say } from '@/lib/toasts';
import type { Assistant, Question, QuestionState } from '@/lib/wire';
import form from '../form.module.css';
import page from '../page.module.css';
import { markQuestion, questionsQuery } from './queries';
import styles from './questions.module.css';
import type { Asked } from './written-for';

const STATES: Record<QuestionState, string> = { open: 'Open', answered: 'Answered', dismissed: 'Dismissed' };

/** What visitors asked and no article answered, most asked first. */
export function Questions({ assistant }: { assistant: Assistant }) {
  const [state, setState] = useState<QuestionState>('open');
  const list = useInfiniteQuery(questionsQuery(assistant.id, state));
  const questions = list.data?.pages.flatMap(({ items }) => items);

  return (
    <section className={page.section} aria-label="Unanswered questions">
      <div className={styles.head}>
        <p className={page.lead}>
          Asked by visitors, and no article knew the answer. Each article you write closes one.
        </p>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one line */}
        <div className={form.toggle} role="group" aria-label="Which questions">
          {Object.entries(STATES).map(([name, words]) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === state}
              onClick={() => setState(name as QuestionState)}
            >
              {words}
            </button>
          ))}
        </div>
      </div>
      {list.isError && (
        <EmptyState icon={<CloudOff />} title="The questions did not load">
          {explain(list.error)}
        </EmptyState>
      )}
      {questions?.length === 0 && <Nothing state={state} />}
      <ul className={styles.list}>
        {questions?.map((question) => (
          <li key={question.id}>
            <QuestionItem assistant={assistant.id} question={question} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </section>
  );
}

function QuestionItem({ assistant, question }: { assistant: string; question: Question }) {
  const client = useQueryClient();
  const now = useNow();
  const may = mayManage(useMe());
  const [, navigate] = useLocation();
  const marking = useMutation({
    mutationFn: (state: QuestionState) => markQuestion(client, assistant, question.id, state),
    onError: (error) => say(explain(error), 'danger'),
  });
  const write = () => {
    const asked: Asked = { id: question.id, question: question.question, dialog_id: question.dialog_id };
    navigate(`/assistants/${assistant}/knowledge/new`, { state: { asked } });
  };

  return (
    <div className={styles.question}>
      <div className={styles.words}>
        <p className={styles.text} dir="auto">
          {question.question}
        </p>
        <p className={styles.about}>
          {question.asked === 1 ? 'Asked once' : `Asked ${question.asked} times`}
          {', '}
          <time dateTime={question.last_asked_at} title={fullTime(question.last_asked_at)}>
            {question.asked === 1 ? '' : 'last '}
            {ago(question.last_asked_at, now)}
          </time>
          {' · '}
          <Link href={`/inbox/all/${question.dialog_id}`}>See the dialog</Link>
        </p>
      </div>
      {may && (
        <span className={styles.buttons}>
          {question.state === 'open' ? (
            <>
              <Button icon={<PenLine />} onClick={write}>
                Write the article
              </Button>
              <Button look="quiet" disabled={marking.isPending} onClick={() => marking.mutate('dismissed')}>
                Dismiss
              </Button>
            </>
          ) : (
            <Button look="quiet" disabled={marking.isPending} onClick={() => marking.mutate('open')}>
              Open again
            </Button>
          )}
        </span>
      )}
    </div>
  );
}

function Nothing({ state }: { state: QuestionState }) {
  if (state !== 'open') {
    return (
      <EmptyState icon={<CircleHelp />} title={`No ${STATES[state].toLowerCase()} question`}>
        {state === 'answered'
          ? 'Those that an article was written for stand here.'
          : 'Those that you put aside stand here.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<CircleHelp />} title="Nothing is left open">
      When the assistant has to say that it does not know, the question comes here.
    </EmptyState>
  );
}
