import { beforeAll } from 'vitest';

// Loading a module takes real time, which a held clock does not wait for.
beforeAll(() => import('../src/connection/fallback.ts'));
