import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { FormError } from '@/components/ui/welcome';
import styles from './engine.module.css';

interface Props {
  /** One is stored; it is never shown again. */
  saved: boolean;
  /** The one that is stored belongs to another server, and goes when this is saved. */
  moved: boolean;
  /** It answers without one as well. */
  optional: boolean;
  value: string | null | undefined;
  error: string | undefined;
  onChange: (key: string | null | undefined) => void;
}

export function KeyField({ saved, moved, optional, value, error, onChange }: Props) {
  const [replacing, setReplacing] = useState(false);

  if (saved && value === null) {
    return (
      <div className={styles.saved}>
        <p>The saved key goes when you save.</p>
        <Button onClick={() => onChange(undefined)}>Keep it</Button>
      </div>
    );
  }
  if (saved && !replacing && value === undefined) {
    return (
      <div>
        <p className={styles.label}>Key</p>
        <div className={styles.saved}>
          <p>
            <KeyRound className={styles.key} /> A key is saved
          </p>
          <Button onClick={() => setReplacing(true)}>Replace</Button>
          {optional && (
            <Button look="quiet" onClick={() => onChange(null)}>
              Remove
            </Button>
          )}
        </div>
        {error !== undefined && <FormError>{error}</FormError>}
      </div>
    );
  }
  return (
    <div className={styles.made}>
      <TextField
        label={saved ? 'New key' : 'Key'}
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={value ?? ''}
        error={error}
        autoFocus={replacing}
        hint={
          moved
            ? 'The saved key goes to no other server. Enter the key of this one.'
            : 'Kept sealed, and never shown again.'
        }
        onChange={(event) => onChange(event.target.value)}
      />
      {saved && (
        <div>
          <Button
            look="quiet"
            onClick={() => {
              setReplacing(false);
              onChange(undefined);
            }}
          >
            Keep the saved key
          </Button>
        </div>
      )}
    </div>
  );
}
