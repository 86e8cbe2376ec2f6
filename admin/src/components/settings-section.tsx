import type { FormEvent, ReactNode, Ref } from 'react';
import { Button } from '@/components/ui/button';
import { classes } from '@/components/ui/classes';
import styles from './settings-section.module.css';

interface SectionProps {
  /** For its heading; one of a kind on the page. */
  id: string;
  title: string;
  lead: ReactNode;
  children: ReactNode;
}

/** One matter among the company's settings. */
export function SettingsSection({ id, title, lead, children }: SectionProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={styles.subtitle}>
        {title}
      </h2>
      <p className={styles.lead}>{lead}</p>
      {children}
    </section>
  );
}

/** Beside or below the words of a setting, and quieter. */
export function Aside({ children }: { children: ReactNode }) {
  return <span className={styles.about}>{children}</span>;
}

interface FormProps {
  /** Whether this person may change it. */
  may: boolean;
  saving: boolean;
  save: () => void;
  /** What stands on the button. */
  action: string;
  /** Something was changed since, and would be lost. */
  unsaved?: boolean;
  className?: string | undefined;
  ref?: Ref<HTMLFormElement>;
  children: ReactNode;
}

/** The fields of one setting, saved together; agents read them. */
export function SettingsForm({ may, saving, save, action, unsaved, className, ref, children }: FormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  return (
    <form ref={ref} onSubmit={submit} noValidate>
      <fieldset className={classes(styles.fields, className)} disabled={!may}>
        {children}
        <div className={styles.actions}>
          <Button look="primary" type="submit" disabled={saving}>
            {saving ? 'Saving…' : action}
          </Button>
          {!may && <Aside>Only owners and admins change this.</Aside>}
          {may && unsaved && <Aside>Not saved yet.</Aside>}
        </div>
      </fieldset>
    </form>
  );
}
