import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';
import { giveLayout } from './layout';

giveLayout();
// A busy machine makes a page slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  localStorage.clear();
});
