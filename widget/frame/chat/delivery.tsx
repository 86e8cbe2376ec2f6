import type { Entry } from 'tandem-client';
import { clockTime } from '../i18n/dates';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';
import type { IconName } from '../icons/paths';

const ICONS: Record<NonNullable<Entry['delivery']>, IconName> = {
  sending: 'clock',
  sent: 'sent',
  delivered: 'read',
  read: 'read',
  failed: 'alert',
};

interface Props {
  entry: Entry;
  locale: string;
  offline: boolean;
}

/** Only what acks and the other side's marks say; never a guess. */
export function Delivery({ entry, locale, offline }: Props) {
  const { delivery } = entry;
  if (!delivery || delivery === 'failed') return null;
  const waits = delivery === 'sending' && offline;
  return (
    <p class={`delivery delivery-${delivery}`}>
      {delivery === 'sending' ? null : (
        <time dateTime={entry.timestamp}>{clockTime(entry.timestamp, locale)}</time>
      )}
      <Icon name={ICONS[delivery]} size={13} />
      <span>{waits ? t.waitsForNetwork : t.marks[delivery]}</span>
    </p>
  );
}
