import { Aside, SettingsSection } from '@/components/settings-section';
import { amount, count } from '@/lib/figures';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import { fullTime } from '@/lib/time';
import type { Settings } from '@/lib/wire';
import { BudgetForm } from './budget-form';
import styles from './budget-section.module.css';
import { levelOf, part, tokensOf } from './used';

/** What AI answers may cost in a day, and have cost today. */
export function BudgetSection({ settings }: { settings: Settings }) {
  const may = mayManage(useMe());
  return (
    <SettingsSection
      id="budget"
      title="AI budget"
      lead="A limit for all assistants together. Once it is spent, questions for a language model or a workflow go to people; the built-in engine costs nothing and goes on."
    >
      <Today settings={settings} />
      <BudgetForm
        key={`${settings.daily_tokens} ${settings.daily_cost_micros}`}
        settings={settings}
        may={may}
      />
    </SettingsSection>
  );
}

function Today({ settings }: { settings: Settings }) {
  const { used_today: used } = settings;
  return (
    <div className={styles.today}>
      <Meter name="Tokens today" used={tokensOf(settings)} limit={settings.daily_tokens} words={count} />
      <Meter name="Money today" used={used.cost_micros} limit={settings.daily_cost_micros} words={amount} />
      <p className={styles.about}>
        {count(used.replies)} {used.replies === 1 ? 'reply' : 'replies'} today: {count(used.input_tokens)}{' '}
        tokens read, {count(used.output_tokens)} written. Starts anew on {fullTime(settings.resets_at)}.
      </p>
    </div>
  );
}

interface MeterProps {
  name: string;
  used: number;
  limit: number | null | undefined;
  words: (value: number) => string;
}

function Meter({ name, used, limit, words }: MeterProps) {
  const portion = part(used, limit);
  const shown = Math.min(100, Math.floor((portion ?? 0) * 100));
  return (
    <div className={styles.meter} data-level={levelOf(portion)}>
      <p>
        <span>{name}</span>
        <strong>
          {words(used)}
          {limit != null && <Aside> of {words(limit)}</Aside>}
        </strong>
      </p>
      {portion !== undefined && (
        <>
          <meter className="visually-hidden" aria-label={name} min={0} max={100} value={shown}>
            {shown} % of the day’s limit
          </meter>
          <div className={styles.bar} aria-hidden="true">
            <i style={{ inlineSize: `${shown}%` }} />
          </div>
        </>
      )}
    </div>
  );
}
