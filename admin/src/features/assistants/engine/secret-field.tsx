import { KeyRound } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { FormError } from '@/components/ui/welcome';
import { Code } from '../code';
import styles from './engine.module.css';
import { makeSigningSecret } from './signing-secret';

interface Props {
  saved: boolean;
  /** The one that is stored belongs to another server, and goes when this is saved. */
  moved: boolean;
  value: string | null | undefined;
  error: string | undefined;
  onChange: (secret: string | undefined) => void;
}

/** With it, and only with it, a workflow tells our calls from a stranger's. Made here, and readable until it is saved. */
export function SecretField({ saved, moved, value, error, onChange }: Props) {
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
          {saved && (
            <div>
              <Button look="quiet" onClick={() => onChange(undefined)}>
                Keep the saved secret
              </Button>
            </div>
          )}
        </>
      ) : (
        <div className={styles.saved}>
          <p>
            {saved ? (
              <>
                <KeyRound className={styles.key} /> A secret is saved
              </>
            ) : moved ? (
              'The saved secret goes to no other server. Make one for this workflow.'
            ) : (
              'None yet. By it your workflow tells our calls from a stranger’s.'
            )}
          </p>
          <Button data-invalid={error !== undefined} onClick={() => onChange(makeSigningSecret())}>
            {saved ? 'Make a new one' : 'Make a secret'}
          </Button>
        </div>
      )}
      {error !== undefined && <FormError>{error}</FormError>}
    </div>
  );
}
