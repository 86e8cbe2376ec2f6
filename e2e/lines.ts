import { test as base } from './fixtures';
import { type FaultProxy, type Faults, startFaultProxy } from './server/fault-proxy';
import { OperatorApi } from './server/operator-api';

interface Lines {
  /** How bad the line is from the start. */
  faults: Partial<Faults>;
  line: FaultProxy;
  team: OperatorApi;
}

/** Journeys over a bad line: the browsers know the server only through a proxy. */
export const test = base.extend<Lines>({
  faults: [{}, { option: true }],
  line: async ({ demo, faults }, use) => {
    const proxy = await startFaultProxy(demo.url, faults);
    await use(proxy);
    await proxy.stop();
  },
  origin: async ({ line }, use) => use(line.url),
  team: async ({ demo }, use) => use(await OperatorApi.signIn(demo)),
});

export { expect } from './fixtures';
