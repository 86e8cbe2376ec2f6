import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';
import { giveLayout } from './layout';

giveLayout();

afterEach(() => {
  cleanup();
  localStorage.clear();
});
