import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from 'react';
import { classes } from './classes';
import styles from './field.module.css';

interface Frame {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
}

type InputProps = Frame & Omit<InputHTMLAttributes<HTMLInputElement>, 'id'>;

export function TextField({ label, hint, error, className, ...rest }: InputProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <input
        id={id}
        className={classes(styles.input, className)}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-about`}
        {...rest}
      />
    </FieldFrame>
  );
}

type AreaProps = Frame & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'id'>;

export function TextArea({ label, hint, error, className, ...rest }: AreaProps) {
  const id = useId();
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <textarea
        id={id}
        className={classes(styles.input, styles.area, className)}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-about`}
        {...rest}
      />
    </FieldFrame>
  );
}

function FieldFrame({ id, label, hint, error, children }: Frame & { id: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children}
      <p id={`${id}-about`} className={classes(styles.about, error !== undefined && styles.error)}>
        {error ?? hint}
      </p>
    </div>
  );
}
