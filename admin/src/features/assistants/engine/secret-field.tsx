import { KeyRound } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { FormError } from '@/components/ui/welcome';
import { Code } from '../code';
import styles from './engine.module.css';
import { makeSigningSecret } from './signing-secret';

interface Props {
  saved: boolean;
  value: string | null | undefined;
  error: string | undefined;
  onChange: (secret: string | null | undefined) => void;
}

/** With it a workflow tells our calls from a stranger's. Made here, and readable until it is saved. */
export function SecretField({ saved, value, error, onChange }: Props) {
  return (
    <div className={styles.made}>
      <p className={styles.label}>Signing secret</p>
      {typeof value === 'string' ? (
        <>
          <Code name="Signing secret" text={value} />
          <p className={styles.about}>
            Shown only until you save. Copy it into your workflow now: every call carries a signature made
            with it.
          </p>
          <div>
            <Button look="quiet" onClick={() => onChange(undefined)}>
              {saved ? 'Keep the saved secret' : 'Without a secret'}
            </Button>
          </div>
        </>
      ) : (
        <div className={styles.saved}>
          <p>
            {value === null ? (
              'The saved secret goes when you save. Calls are then not signed.'
            ) : saved ? (
              <>
                <KeyRound className={styles.key} /> A secret is saved
              </>
            ) : (
              'None yet: your workflow cannot tell our calls from a stranger’s.'
            )}
          </p>
          {value === null ? (
            <Button onClick={() => onChange(undefined)}>Keep it</Button>
          ) : (
            <Button onClick={() => onChange(makeSigningSecret())}>
              {saved ? 'Make a new one' : 'Make a secret'}
            </Button>
          )}
          {saved && value === undefined && (
            <Button look="quiet" onClick={() => onChange(null)}>
              Remove
            </Button>
          )}
        </div>
      )}
      {error !== undefined && <FormError>{error}</FormError>}
    </div>
  );
}
