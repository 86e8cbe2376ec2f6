import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMessage, type Table } from './fields';
import { toFrame } from './to-frame';
import { toPage } from './to-page';

const tables: [string, Table][] = [
  ['page to frame', toFrame],
  ['frame to page', toPage],
];

describe.each(tables)('messages from %s', (_name, table) => {
  it.each([
    null,
    undefined,
    0,
    'open',
    [],
    {},
    { type: 1 },
    { type: {} },
    { type: 'toString' },
    { type: 'constructor' },
    { type: '__proto__' },
    { type: 'hasOwnProperty' },
    { type: 'unknown' },
    { type: ['open'] },
  ])('drops %j', (forged) => {
    expect(parseMessage(table, forged)).toBeUndefined();
  });

  it('lets through nothing but known types with known fields, whatever comes', () => {
    const anyMessage = fc
      .record({ type: fc.constantFrom(...Object.keys(table)) })
      .chain((base) => fc.dictionary(fc.string(), fc.anything()).map((extra) => ({ ...extra, ...base })));
    fc.assert(
      fc.property(fc.oneof(fc.anything(), anyMessage), (data) => {
        const message = parseMessage(table, data);
        if (!message) return;
        const shape = table[message.type as string] ?? {};
        expect(Object.keys(message)).toEqual(expect.arrayContaining(['type']));
        for (const field of Object.keys(message)) expect(field === 'type' || field in shape).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('fields of a message', () => {
  it('keeps the known ones and forgets the rest', () => {
    expect(parseMessage(toFrame, { type: 'open', dialog_id: 7, evil: '<img>' })).toEqual({
      type: 'open',
      dialog_id: 7,
    });
  });

  it.each([
    [{ type: 'open', dialog_id: '7' }],
    [{ type: 'open', dialog_id: -1 }],
    [{ type: 'open', dialog_id: 1.5 }],
    [{ type: 'open', dialog_id: Number.NaN }],
    [{ type: 'compose', text: 'x'.repeat(16_385) }],
    [{ type: 'theme', theme: 'purple' }],
    [{ type: 'attributes', values: { nested: {} } }],
    [{ type: 'attributes', values: null }],
    [{ type: 'init' }],
  ])('refuses %j as a whole', (forged) => {
    expect(parseMessage(toFrame, forged)).toBeUndefined();
  });

  it('tells the page no nested thing', () => {
    const event = { type: 'event', name: 'message', detail: { id: 1, text: { html: '' } }, state: {} };
    expect(parseMessage(toPage, event)).toBeUndefined();
  });
});
