import { Plus, X } from 'lucide-react';
import { Button, IconButton } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import styles from './hours.module.css';
import { closedDay, type DraftClosed, LONGEST_NAME, MOST_CLOSED } from './hours-draft';

interface Props {
  closed: DraftClosed[];
  errors: Record<number, string>;
  change: (closed: DraftClosed[]) => void;
}

/** Days on which nobody comes, whatever weekday they are. */
export function ClosedDays({ closed, errors, change }: Props) {
  const edit = (key: number, changed: Partial<DraftClosed>) =>
    change(closed.map((day) => (day.key === key ? { ...day, ...changed } : day)));
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>Closed days</legend>
      {closed.map(({ key, date, name }) => (
        <div key={key} className={styles.date}>
          <TextField
            label="Day"
            type="date"
            value={date}
            error={errors[key]}
            onChange={(event) => edit(key, { date: event.target.value })}
          />
          <TextField
            label="What it is called (optional)"
            value={name}
            maxLength={LONGEST_NAME}
            onChange={(event) => edit(key, { name: event.target.value })}
          />
          <IconButton
            label={`Remove ${name || date || 'this day'}`}
            onClick={() => change(closed.filter((day) => day.key !== key))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      {closed.length < MOST_CLOSED && (
        <Button className={styles.add} icon={<Plus />} onClick={() => change([...closed, closedDay()])}>
          Add a closed day
        </Button>
      )}
    </fieldset>
  );
}
