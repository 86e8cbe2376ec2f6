import { Check, CheckCheck, Clock } from 'lucide-react';
import type { Entry, OperatorDialog } from 'tandem-client';
import styles from './delivery.module.css';

interface Props {
  entry: Entry;
  dialog: OperatorDialog | undefined;
}

const REASONS: Record<string, string> = {
  text_too_long: 'it is too long',
  stale_epoch: 'the dialog changed hands',
  not_holder: 'you do not hold the dialog',
  already_claimed: 'a colleague holds the dialog',
};

/** How far an own message has come; never more than the marks say. */
export function Delivery({ entry, dialog }: Props) {
  const { delivery, clientId } = entry;
  if (delivery === undefined || entry.sender !== 'manager') return null;
  if (delivery === 'failed') {
    const reason = REASONS[entry.failure?.code ?? ''];
    return (
      <span className={styles.failed}>
        {' · Not sent'}
        {reason !== undefined && `: ${reason}`}
        {clientId !== undefined && (
          <>
            {' '}
            <button type="button" onClick={() => dialog?.retry(clientId)}>
              Try again
            </button>{' '}
            <button type="button" onClick={() => dialog?.discard(clientId)}>
              Delete
            </button>
          </>
        )}
      </span>
    );
  }
  if (entry.kind === 'note') return delivery === 'sending' ? <Mark icon={<Clock />} words="Saving" /> : null;
  switch (delivery) {
    case 'sending':
      return <Mark icon={<Clock />} words="Sending" />;
    case 'sent':
      return <Mark icon={<Check />} words="Sent" />;
    case 'delivered':
      return <Mark icon={<CheckCheck />} words="Delivered" />;
    case 'read':
      return <Mark icon={<CheckCheck className={styles.read} />} words="Read" />;
  }
}

function Mark({ icon, words }: { icon: React.ReactNode; words: string }) {
  return (
    <span className={styles.mark}>
      {icon}
      {words}
    </span>
  );
}
