import { Aside, SettingsSection } from '@/components/settings-section';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import type { Settings } from '@/lib/wire';
import styles from './hours.module.css';
import { HoursForm } from './hours-form';

/** When people are there. */
export function HoursSection({ settings }: { settings: Settings }) {
  const may = mayManage(useMe());
  const { hours, hours_now: now } = settings;
  return (
    <SettingsSection
      id="hours"
      title="Opening hours"
      lead="While you are closed, visitors read when people are back. Whether a dialog waits for them or stays with the AI is set for each assistant, under Engine."
    >
      <p className={styles.now} data-open={now.open} role="status">
        {now.open ? 'Open now' : closedUntil(now.opens_at, hours?.time_zone)}
        {!hours && <Aside> – always, as no hours are set</Aside>}
      </p>
      <HoursForm key={JSON.stringify(hours)} hours={hours} may={may} />
    </SettingsSection>
  );
}

/** By the clock of the place that the hours are of. */
function closedUntil(opens: string | null | undefined, timeZone: string | undefined): string {
  if (opens == null) return 'Closed for the next 60 days';
  const shown = new Intl.DateTimeFormat(undefined, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
  return `Closed now. Opens ${shown.format(new Date(opens))}`;
}
