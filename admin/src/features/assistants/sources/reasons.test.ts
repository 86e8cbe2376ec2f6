import { expect, test } from 'vitest';
import { because } from './reasons';

test('a reason that is new here is still readable', () => {
  expect(because('something_new')).toBe('something new');
});
