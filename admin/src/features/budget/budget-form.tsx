import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { SettingsForm } from '@/components/settings-section';
import { TextField } from '@/components/ui/field';
import { explain } from '@/lib/api';
import { microsOf, priceOf } from '@/lib/money';
import { keys } from '@/lib/query-keys';
import { patchSettings } from '@/lib/settings-query';
import { say } from '@/lib/toasts';
import type { Settings } from '@/lib/wire';
import styles from './budget-section.module.css';

export function BudgetForm({ settings, may }: { settings: Settings; may: boolean }) {
  const client = useQueryClient();
  const [tokens, setTokens] = useState(String(settings.daily_tokens ?? ''));
  const [money, setMoney] = useState(priceOf(settings.daily_cost_micros));
  const limit = tokensOf(tokens);
  const cost = money.trim() === '' ? null : microsOf(money);
  const wrongTokens = limit === undefined ? 'A whole number of tokens, or nothing.' : undefined;
  const wrongMoney = cost === undefined ? 'An amount such as 12.50, or nothing.' : undefined;

  const saving = useMutation({
    mutationFn: () => patchSettings({ daily_tokens: limit ?? null, daily_cost_micros: cost ?? null }),
    onSuccess: (saved) => {
      client.setQueryData(keys.settings, saved);
      say('Saved. It counts from the next answer on.');
    },
    onError: (error) => say(explain(error), 'danger'),
  });
  const save = () => {
    if (!wrongTokens && !wrongMoney) saving.mutate();
  };

  return (
    <SettingsForm may={may} saving={saving.isPending} save={save} action="Save" className={styles.fields}>
      <TextField
        label="Tokens a day"
        inputMode="numeric"
        value={tokens}
        placeholder="No limit"
        error={wrongTokens}
        hint="Read and written together."
        onChange={(event) => setTokens(event.target.value)}
      />
      <TextField
        label="Money a day"
        inputMode="decimal"
        value={money}
        placeholder="No limit"
        error={wrongMoney}
        hint="By the prices that each assistant’s engine has; without prices nothing is counted."
        onChange={(event) => setMoney(event.target.value)}
      />
    </SettingsForm>
  );
}

/** Null for none, undefined for what is no number. Spaces, points and commas between thousands are as people write. */
function tokensOf(typed: string): number | null | undefined {
  const digits = typed.trim().replace(/(?<=\d)[\s.,’'](?=\d{3}(?!\d))/g, '');
  if (digits === '') return null;
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
