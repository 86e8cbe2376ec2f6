import { useQuery } from '@tanstack/react-query';
import { CloudOff } from 'lucide-react';
import { EmptyState } from '@/components/ui/empty-state';
import { BudgetSection } from '@/features/budget/budget-section';
import { HoursSection } from '@/features/hours/hours-section';
import { PeopleSection } from '@/features/people/people-section';
import { explain } from '@/lib/api';
import { settingsQuery } from '@/lib/settings-query';
import styles from './settings-route.module.css';

/** What holds for the whole company. Loaded when first visited. */
export default function SettingsPage() {
  const { data, error } = useQuery(settingsQuery);
  return (
    <div className={styles.scroller}>
      <div className={styles.page}>
        <h1 className={styles.title}>Settings</h1>
        {error && !data && (
          <EmptyState icon={<CloudOff />} title="The settings did not load">
            {explain(error)}
          </EmptyState>
        )}
        <PeopleSection />
        {data && <HoursSection settings={data} />}
        {data && <BudgetSection settings={data} />}
      </div>
    </div>
  );
}
