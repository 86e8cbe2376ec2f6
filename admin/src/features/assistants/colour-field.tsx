import { TextField } from '@/components/ui/field';
import { isColour } from './colour';
import styles from './form.module.css';

export function ColourField({ value, onChange }: { value: string; onChange: (colour: string) => void }) {
  const good = isColour(value);
  return (
    <div className={styles.colour}>
      <TextField
        label="Colour"
        value={value}
        spellCheck={false}
        maxLength={7}
        error={good ? undefined : 'Six hex digits after #.'}
        onChange={(event) => onChange(event.target.value)}
      />
      <input
        type="color"
        aria-label="Choose the colour"
        value={good ? value : '#3b5bdb'}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
