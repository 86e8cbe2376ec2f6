import { Copy, Plus, X } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '@/components/ui/button';
import styles from './hours.module.css';
import { type Day, type DraftSpan, type HoursDraft, MOST_SPANS, onWeekdays, spanOf } from './hours-draft';

interface Props {
  day: Day;
  week: HoursDraft['week'];
  error: string | undefined;
  change: (week: HoursDraft['week']) => void;
}

/** One day of the week: its spans, or that it is closed. */
export function WeekFields({ day, week, error, change }: Props) {
  const id = useId();
  const spans = week[day];
  const name = named(day);
  const set = (next: DraftSpan[]) => change({ ...week, [day]: next });
  const edit = (key: number, changed: Partial<DraftSpan>) =>
    set(spans.map((span) => (span.key === key ? { ...span, ...changed } : span)));

  return (
    <fieldset className={styles.day} aria-describedby={error === undefined ? undefined : id}>
      <legend className={styles.name}>{name}</legend>
      <div className={styles.spans}>
        {spans.length === 0 && <span className={styles.shut}>Closed</span>}
        {spans.map(({ key, from, to }, at) => (
          <div key={key} className={styles.span}>
            <Time
              label={`${name}, from, ${at + 1}`}
              value={from}
              wrong={error !== undefined}
              change={(value) => edit(key, { from: value })}
            />
            <span aria-hidden="true">–</span>
            <Time
              label={`${name}, to, ${at + 1}`}
              value={to}
              wrong={error !== undefined}
              change={(value) => edit(key, { to: value })}
            />
            <IconButton
              label={`Remove ${name}, ${from} to ${to}`}
              onClick={() => set(spans.filter((span) => span.key !== key))}
            >
              <X />
            </IconButton>
          </div>
        ))}
        {error !== undefined && (
          <p id={id} className={styles.error}>
            {error}
          </p>
        )}
      </div>
      <div className={styles.tools}>
        {spans.length < MOST_SPANS && (
          <IconButton label={`Add hours on ${name}`} onClick={() => set([...spans, following(spans)])}>
            <Plus />
          </IconButton>
        )}
        {day === 'monday' && (
          <Button look="quiet" icon={<Copy />} onClick={() => change(onWeekdays(week, day))}>
            Copy to all weekdays
          </Button>
        )}
      </div>
    </fieldset>
  );
}

interface TimeProps {
  label: string;
  value: string;
  wrong: boolean;
  change: (value: string) => void;
}

function Time({ label, value, wrong, change }: TimeProps) {
  return (
    <input
      type="time"
      className={styles.time}
      aria-label={label}
      aria-invalid={wrong}
      value={value}
      onChange={(event) => change(event.target.value)}
    />
  );
}

const named = (day: Day): string => day[0]?.toUpperCase() + day.slice(1);

/** After the last one of the day there is an afternoon. */
function following(spans: DraftSpan[]): DraftSpan {
  const last = spans.at(-1);
  if (!last) return spanOf('09:00', '17:00');
  return last.to !== '00:00' && last.to < '22:00'
    ? spanOf(`${String(Number(last.to.slice(0, 2)) + 1).padStart(2, '0')}:00`, '00:00')
    : spanOf('', '');
}
