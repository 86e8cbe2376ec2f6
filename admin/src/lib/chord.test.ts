import { describe, expect, test } from 'vitest';
import { isSingleKey, keysOf, matches, type Press } from './chord';

const press = (key: string, more: Partial<Press> = {}): Press => ({
  key,
  code: '',
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  ...more,
});

describe('a chord', () => {
  test('matches by the letter, whatever its case', () => {
    expect(matches('T', press('t'))).toBe(true);
    expect(matches('T', press('T', { shiftKey: true }))).toBe(false);
    expect(matches('Shift+T', press('T', { shiftKey: true }))).toBe(true);
    expect(matches('T', press('t', { ctrlKey: true }))).toBe(false);
  });

  test('asks for no Shift where a layout may need it', () => {
    expect(matches('?', press('?', { shiftKey: true }))).toBe(true);
    expect(matches('[', press('['))).toBe(true);
  });

  test('goes by the place of the key only where its letter is not Latin', () => {
    expect(matches('T', press('е', { code: 'KeyT' }))).toBe(true);
    expect(matches('T', press('k', { code: 'KeyT' }))).toBe(false);
    expect(matches('Alt+J', press('∆', { code: 'KeyJ', altKey: true }))).toBe(true);
  });

  test('knows its caps and whether a text field would swallow it', () => {
    expect(keysOf('Mod+Shift+Enter')).toEqual(['Ctrl', 'Shift', 'Enter']);
    expect(isSingleKey('G I')).toBe(true);
    expect(isSingleKey('Alt+J')).toBe(false);
    expect(isSingleKey('Escape')).toBe(false);
  });
});
