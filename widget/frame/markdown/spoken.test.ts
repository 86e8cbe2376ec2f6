import { describe, expect, it } from 'vitest';
import { spoken } from './spoken';

describe('a text without Markdown’s signs', () => {
  it('has none of them', () => {
    expect(spoken('## Size\n\n**Wide**, *very* __wide__, ~~not~~ `narrow`.')).toBe(
      'Size\n\nWide, very wide, not narrow.',
    );
    expect(spoken('> > Quoted.\n* One\n[Here](https://x.example/a_b)')).toBe('Quoted.\nOne\nHere');
    expect(spoken('| A | B |\n| - | - |\n| 1 | 2 |')).toBe('A, B\n1, 2');
  });

  it('keeps the same characters where they are words', () => {
    for (const words of [
      'Settings > Account > Billing, if 5 > 3',
      'Send order_id and size_left to #1042, ~5 days, 2 * 3',
    ])
      expect(spoken(words)).toBe(words);
    expect(spoken('`first_name` and **last_name**, order\\_id, 5 \\* 3')).toBe(
      'first_name and last_name, order_id, 5 * 3',
    );
  });
});
