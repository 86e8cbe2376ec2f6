import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ApiError } from 'tandem-client';
import { SettingsForm } from '@/components/settings-section';
import { Checkbox } from '@/components/ui/checkbox';
import { TextField } from '@/components/ui/field';
import { explain } from '@/lib/api';
import { keys } from '@/lib/query-keys';
import { patchSettings } from '@/lib/settings-query';
import { say } from '@/lib/toasts';
import type { Hours } from '@/lib/wire';
import { ClosedDays } from './closed-days';
import styles from './hours.module.css';
import { DAYS, draftOf, errorsIn, type HoursDraft, hoursOf, isFine } from './hours-draft';
import { WeekFields } from './week-fields';

interface Props {
  hours: Hours | null | undefined;
  may: boolean;
}

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

export function HoursForm({ hours, may }: Props) {
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(() => draftOf(hours));
  const [tried, setTried] = useState(false);
  const before = useMemo(() => JSON.stringify(hoursOf(draftOf(hours))), [hours]);
  const unsaved = JSON.stringify(hoursOf(draft)) !== before;
  useGuard(unsaved);

  const saving = useMutation({
    mutationFn: () => patchSettings({ hours: hoursOf(draft) }),
    onSuccess: (saved) => {
      client.setQueryData(keys.settings, saved);
      say('Saved. Visitors see it from now on.');
    },
    onError: (error) => {
      if (!isZone(error)) say(explain(error), 'danger');
      focusFirstError(form.current);
    },
  });
  const change = (changed: Partial<HoursDraft>) => {
    saving.reset();
    setDraft((now) => ({ ...now, ...changed }));
  };
  const found = errorsIn(draft);
  const errors = tried ? found : { days: {}, closed: {} };
  const zoneError = isZone(saving.error) ? 'This is no time zone that we know.' : errors.zone;

  const save = () => {
    setTried(true);
    if (isFine(found)) saving.mutate();
    else requestAnimationFrame(() => focusFirstError(form.current));
  };

  return (
    <SettingsForm
      ref={form}
      may={may}
      unsaved={unsaved}
      saving={saving.isPending}
      save={save}
      action="Save hours"
    >
      <Checkbox
        label="People are there at certain hours only"
        checked={draft.kept}
        onChange={(event) => change({ kept: event.target.checked })}
      />
      {draft.kept && (
        <>
          <TextField
            label="Time zone"
            list="time-zones"
            value={draft.zone}
            placeholder="Search: Berlin, New York…"
            autoComplete="off"
            spellCheck={false}
            error={zoneError}
            hint="The clock of this place counts, summer time included."
            onChange={(event) => change({ zone: event.target.value })}
          />
          <datalist id="time-zones">
            {ZONES.map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
          <div className={styles.week}>
            {DAYS.map((day) => (
              <WeekFields
                key={day}
                day={day}
                week={draft.week}
                error={errors.days[day]}
                change={(week) => change({ week })}
              />
            ))}
          </div>
          <ClosedDays closed={draft.closed} errors={errors.closed} change={(closed) => change({ closed })} />
        </>
      )}
    </SettingsForm>
  );
}

const isZone = (error: unknown): boolean => error instanceof ApiError && error.code === 'invalid_time_zone';

function focusFirstError(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}

/** The browser asks before what was typed is lost. */
function useGuard(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [unsaved]);
}
