import { useQuery } from '@tanstack/react-query';
import { BookOpen, ShieldAlert, ShieldCheck } from 'lucide-react';
import { ApiError } from 'tandem-client';
import { Badge } from '@/components/ui/badge';
import { Modal } from '@/components/ui/modal';
import { api, explain } from '@/lib/api';
import { failureOf } from '@/lib/failures';
import { amount, count, duration } from '@/lib/figures';
import { keys } from '@/lib/query-keys';
import { fullTime } from '@/lib/time';
import type { AnswerRecord } from '@/lib/wire';
import { checksOf } from './checks';
import { type Asked, closeRecord, questionOf } from './record';
import { Figure, Fold, Section } from './record-parts';
import styles from './record-sheet.module.css';
import { ENGINES, NO_PROMPT, noPassages, ROLES, STATUS, TOOK } from './record-words';

/** How one answer came about, or why none did: what the engine was told, what it used, and what it cost. */
export default function RecordSheet({ generation, failed }: Asked) {
  const { data, error } = useQuery({
    queryKey: keys.record(generation),
    queryFn: () => api.get<AnswerRecord>(`/generations/${generation}/record`),
  });
  return (
    <Modal title={questionOf(failed)} onClose={closeRecord} side>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.sheet} tabIndex={0}>
        {error && <p className={styles.soft}>{absent(error, failed)}</p>}
        {!data && !error && <p className={styles.soft}>Fetching the record…</p>}
        {data && <Record record={data} />}
      </div>
    </Modal>
  );
}

function absent(error: unknown, failed: boolean): string {
  if (!(error instanceof ApiError) || error.status !== 404) return explain(error);
  return failed
    ? 'No more was kept than stands in the dialog: the engine may not have been asked at all.'
    : 'No record was kept of this answer. It may be older than the records.';
}

function Record({ record }: { record: AnswerRecord }) {
  const { passages, tools, prompt } = record;
  const checks = checksOf(record);
  return (
    <>
      <Figures record={record} />
      <Section title="Passages it was given" empty={noPassages(record)} count={passages.length}>
        {passages.map((passage, index) => (
          <Fold
            // biome-ignore lint/suspicious/noArrayIndexKey: the passages of one answer never move
            key={index}
            title={
              <>
                <BookOpen className={styles.icon} />
                <span>
                  {passage.title}
                  {passage.heading && ` · ${passage.heading}`}
                </span>
              </>
            }
          >
            {passage.text}
          </Fold>
        ))}
      </Section>
      {tools.length > 0 && (
        <Section title="Tools it called" count={tools.length}>
          {tools.map((tool, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: calls of a finished answer never move
            <div key={index} className={styles.tool}>
              <code>{tool.name}</code>
              <pre className={styles.text} dir="ltr">
                {laidOut(tool.arguments)}
              </pre>
              <Fold
                title={
                  <>
                    <strong>Result</strong>
                    <span className={styles.start}>{tool.outcome.slice(0, 120)}</span>
                  </>
                }
              >
                {tool.outcome}
              </Fold>
            </div>
          ))}
        </Section>
      )}
      {checks.length > 0 && (
        <Section title="Checked by Tandem" count={checks.length}>
          {checks.map(({ name, passed, words }) => (
            <p key={name} className={styles.check} data-passed={passed}>
              {passed ? <ShieldCheck className={styles.icon} /> : <ShieldAlert className={styles.icon} />}
              <span>{words}</span>
            </p>
          ))}
        </Section>
      )}
      <Section title="Prompt" empty={NO_PROMPT[record.engine]} count={prompt.length}>
        {prompt.map((part, index) => (
          <Fold
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a prompt never move
            key={index}
            open={prompt.length === 1}
            title={
              <>
                <strong>{ROLES[part.role] ?? part.role}</strong>
                <span className={styles.start}>{part.text.trim().slice(0, 120)}</span>
              </>
            }
          >
            {part.text.trim()}
          </Fold>
        ))}
      </Section>
    </>
  );
}

function Figures({ record }: { record: AnswerRecord }) {
  const { engine, model, attempts, usage, cost_micros: cost, code } = record;
  const status = STATUS[record.status];
  const failure = failureOf(code);
  return (
    <dl className={styles.figures}>
      <Figure name="Outcome">
        <Badge tone={status.tone}>{status.words}</Badge>
      </Figure>
      {code && (
        <Figure name="Why">
          {failure ? [failure.why, failure.remedy].join(' ').trim() : code.replaceAll('_', ' ')}
        </Figure>
      )}
      <Figure name="Engine">{model ? `${ENGINES[engine]} · ${model}` : ENGINES[engine]}</Figure>
      <Figure name="When">{fullTime(record.created_at)}</Figure>
      {record.latency_ms != null && (
        <Figure name={TOOK[record.status] ?? 'Took'}>
          {duration(record.latency_ms)}
          {record.first_piece_ms != null && `, first word after ${duration(record.first_piece_ms)}`}
        </Figure>
      )}
      {attempts > 1 && <Figure name="Tries">{attempts}</Figure>}
      {usage && (
        <Figure name="Tokens">
          {count(usage.input_tokens)} read, {count(usage.output_tokens)} written
        </Figure>
      )}
      {cost > 0 && <Figure name="Cost">{amount(cost)}</Figure>}
    </dl>
  );
}

/** What the model wrote, laid out for people where it is the JSON that it should be. */
function laidOut(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
