import { expect, test } from 'vitest';
import { addressesOf } from './addresses';

test('each line is one address, whatever stands in it', () => {
  expect(
    addressesOf(
      'shop.example/help\r\n\n https://shop.example/size guide \nhttp://b.example\nshop.example/help',
    ),
  ).toEqual({
    addresses: ['https://shop.example/help', 'https://shop.example/size%20guide', 'http://b.example/'],
    wrong: [],
  });
});

test('a line that is none is named as people count it', () => {
  const text = [
    'https://shop.example/a',
    '',
    'All about shop.example and more',
    'shop.example/a shop.example/b',
    'https://shop.example/a https://shop.example/b',
    'mailto:help@shop.example',
    'ftp://a.example',
    'javascript:alert(1)',
    'nonsense',
  ].join('\n');
  const { addresses, wrong } = addressesOf(text);
  expect(addresses).toEqual(['https://shop.example/a']);
  expect(wrong.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9]);
  expect(wrong[0]?.text).toBe('All about shop.example and more');
});
