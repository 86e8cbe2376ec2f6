import { expect, test } from 'vitest';
import { originOf, originsOf } from './origin';

test('an address becomes its origin', () => {
  expect(originOf('Shop.example/cart?x=1')).toBe('https://shop.example');
  expect(originOf('http://localhost:8080/')).toBe('http://localhost:8080');
});

test('what could widen the list is none', () => {
  for (const typed of ['*', 'https://*.shop.example', 'https://a; script-src', 'https://', ''])
    expect(originOf(typed), typed).toBeUndefined();
});

test('lines are sorted into good and wrong, each once', () => {
  expect(originsOf('shop.example\nhttps://shop.example/\n\n*')).toEqual({
    origins: ['https://shop.example'],
    wrong: ['*'],
  });
});
