import { test as base, expect } from '../lines';
import type { OperatorApi } from '../server/operator-api';
import { type BrowserName, Tab } from './tab';

/** How often each thing is done; `scripts/trust --browsers` asks for 200. */
export const ROUNDS = Number(process.env.TANDEM_ROUNDS ?? 20);

/** So many at once, each in a browser of its own. */
const TABS = 4;

export interface Place {
  tab: Tab;
  dialog: number;
}

interface Counted {
  driver: BrowserName;
  /** Tabs with a dialog that a person holds. */
  places: Place[];
}

export const test = base.extend<Counted>({
  driver: ['chromium', { option: true }],
  places: [
    async ({ driver, line, team }, use) => {
      const count = Math.min(TABS, ROUNDS);
      const tabs = await Promise.all(
        Array.from({ length: count }, () => Tab.open(driver, `${line.url}/demo/shop`)),
      );
      try {
        const places: Place[] = [];
        for (const tab of tabs) places.push(await settle(tab, team));
        await use(places);
      } finally {
        await Promise.all(tabs.map((tab) => tab.close()));
      }
    },
    { timeout: 180_000 },
  ],
});

async function settle(tab: Tab, team: OperatorApi): Promise<Place> {
  const known = await team.dialogs();
  await tab.arrive();
  await tab.say('How long is a gift card valid?');
  await expect.poll(async () => (await tab.look()).answers, { timeout: 20_000 }).toBe(1);
  const dialog = (await team.dialogs()).find((id) => !known.includes(id)) ?? 0;
  await team.claim(dialog);
  return { tab, dialog };
}

export const each = (places: readonly Place[], act: (place: Place) => Promise<void>): Promise<unknown> =>
  Promise.all(places.map(act));

/** One line for whoever reads the log. */
export function tell(what: string, driver: string, took: readonly number[]): { longest: number } {
  const sorted = took.toSorted((a, b) => a - b);
  const longest = sorted.at(-1) ?? 0;
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  console.log(`${driver}, ${what}: ${took.length} rounds, p50 ${median} ms, max ${longest} ms`);
  return { longest };
}

export { expect };
