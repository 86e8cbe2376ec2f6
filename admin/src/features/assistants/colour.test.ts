import { expect, test } from 'vitest';
import { isColour, textOn } from './colour';

test('a colour has six digits', () => {
  expect(['#3b5bdb', '#FFF', 'red', '#12345g'].map(isColour)).toEqual([true, false, false, false]);
});

test('what stands on a colour is as in the widget', () => {
  // A grey on which black has the higher contrast, and the widget still writes white.
  expect(['#000000', '#747474', '#ffffff'].map(textOn)).toEqual(['#fff', '#fff', '#000']);
});
