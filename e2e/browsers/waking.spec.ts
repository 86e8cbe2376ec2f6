import { setTimeout as passes } from 'node:timers/promises';
import type { FaultProxy } from '../server/fault-proxy';
import { each, expect, type Place, ROUNDS, tell, test } from './counted';

/** From waking to the missed messages on the screen. */
const LIMIT_MS = 3_000;
/** Longer than the time between two looks of a page at its own clock. */
const SLEEP_MS = 8_000;

/** How a tab is away; `gone` is done once it is, `back` begins what is measured. */
interface Absence {
  gone(place: Place, line: FaultProxy): Promise<void>;
  lasts: number;
  back(place: Place): Promise<void>;
}

const asleep: Absence = {
  gone: async ({ tab }) => tab.sleep(),
  lasts: SLEEP_MS,
  back: async ({ tab }) => tab.wake(),
};

const absences: Record<string, Absence> = {
  asleep,
  'asleep, over a line that died': {
    ...asleep,
    async gone({ tab }, line) {
      line.halfOpen();
      tab.sleep();
    },
  },
  'in the background': { gone: ({ tab }) => tab.hide(), lasts: 2_000, back: ({ tab }) => tab.show() },
  offline: {
    async gone({ tab }) {
      await tab.offline(true);
      await expect.poll(async () => (await tab.look()).strip).toContain('No connection');
    },
    lasts: 0,
    back: ({ tab }) => tab.offline(false),
  },
};

/** Firefox keeps no page that had a socket open. */
const inMemory: Absence = { gone: ({ tab }) => tab.leave(), lasts: 500, back: ({ tab }) => tab.back() };

test.use({ faults: { storable: true } });

test('F24: a tab that was away is up to date within 3 s of waking', async ({
  driver,
  places,
  line,
  team,
}) => {
  test.setTimeout(120_000 + ROUNDS * 15_000);
  const kinds = Object.entries(driver === 'firefox' ? absences : { ...absences, 'in memory': inMemory });
  const took = new Map<string, number[]>(kinds.map(([name]) => [name, []]));
  for (let done = 0, cohort = 0; done < ROUNDS; cohort += 1) {
    const now = places.slice(0, ROUNDS - done);
    done += now.length;
    const [name, { gone, lasts, back }] = kinds[cohort % kinds.length] ?? ['', asleep];
    const texts = [`First word of ${cohort}.`, `Last word of ${cohort}.`];
    await each(now, (place) => gone(place, line));
    await Promise.all([
      passes(lasts),
      each(now, async ({ dialog }) => {
        for (const text of texts) await team.say(dialog, text);
      }),
    ]);
    await each(now, async (place) => {
      const woke = Date.now();
      await back(place);
      await expect
        .poll(
          async () => {
            const seen = await Promise.all(texts.map((text) => place.tab.look(text).catch(() => undefined)));
            return seen.map((one) => one?.theirs);
          },
          { message: name, timeout: 30_000, intervals: [50] },
        )
        .toEqual([1, 1]);
      took.get(name)?.push(Date.now() - woke);
      if (name === 'in memory') expect(await place.tab.restored()).toBe(true);
      // Live again before the next one.
      await expect.poll(async () => (await place.tab.look()).strip, { timeout: 30_000 }).toBe('');
    });
  }
  for (const [name, times] of took) if (times.length > 0) tell(`F24, ${name}`, driver, times);
  const { longest } = tell('F24 in all', driver, [...took.values()].flat());
  expect(longest).toBeLessThanOrEqual(LIMIT_MS);
});
