import { expect, test } from 'vitest';
import { rank } from './fuzzy';

const names = ['Return to AI', 'Take over', 'Transfer', 'Go to closed dialogs', 'Close'];
const find = (words: string) => rank(words, names, (name) => name);

test('nothing typed lists all', () => expect(find('')).toEqual(names));
test('a beginning wins over letters spread out', () => expect(find('clo')[0]).toBe('Close'));
test('first letters of words count as close', () => expect(find('rta')).toEqual(['Return to AI']));
test('a missing letter is no match', () => expect(find('xyz')).toEqual([]));
