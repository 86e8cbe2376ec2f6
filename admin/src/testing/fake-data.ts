import type { Article, Assistant, Contact, DialogSummary, Member, Person, SignedIn } from '@/lib/wire';

/* People and words for tests and for the preview page. Time is an argument, so that tests can hold it. */

export const ann: Person & { id: number } = { id: 1, name: 'Ann Okafor' };
export const bo: Person & { id: number } = { id: 2, name: 'Bo Lindqvist' };

export const members: Member[] = [
  { ...ann, email: 'ann@shop.example', role: 'owner', online: true },
  { ...bo, email: 'bo@shop.example', role: 'agent', online: true },
  { id: 3, name: 'Chidi Anagonye', email: 'chidi@shop.example', role: 'agent', online: false },
];

export const signedIn: SignedIn = {
  access_token: 'token',
  expires_in: 900,
  operator: { ...ann, email: 'ann@shop.example', role: 'owner' },
  tenant: { id: 'ten_1', name: 'Kiln & Co' },
  tenants: [{ id: 'ten_1', name: 'Kiln & Co' }],
};

export const assistant: Assistant = {
  id: 'ast_4fK2m9',
  name: 'Kiln',
  engine: { kind: 'knowledge', has_key: false },
  instructions: '',
  handoff: { always_offer: true, after_unanswered: 2, topics: [] },
  greeting: 'Hello! Ask me anything about our pots, or talk to a person at any time.',
  suggestions: ['Where is my order?', 'How do I return a bowl?', 'Is it dishwasher safe?'],
  color: '#3b5bdb',
  allowed_origins: ['https://shop.example'],
};

const TITLES = [
  'Shipping and delivery times',
  'Returns and refunds',
  'Caring for stoneware',
  'Gift wrapping',
  'Paying by invoice',
];

export function articles(now: number): Article[] {
  return TITLES.map((title, index) => ({
    id: index + 1,
    title,
    body: `# ${title}\n\nOrders leave our workshop **within two days**. You may return anything within 30 days.\n\n- Unused\n- In its box`,
    updated_at: new Date(now - (index + 1) * 9e7).toISOString(),
  }));
}

const NAMES = [
  'Mira Castellanos',
  'Jonas Weber',
  '',
  'Aiko Tanaka',
  'Priya Raman',
  'Tomás Herrera',
  '',
  'Leila Haddad',
  'Sam Whitfield',
  'Noor van Dijk',
  'Elif Demir',
  '',
];
const ASKED = [
  'My bowl arrived with a crack across the rim. Can you send another one before Friday?',
  'Do you ship to Norway, and what about customs?',
  'is the blue glaze food safe',
  'I would like to change the address of order 10482.',
  'Can I pay by invoice as a school?',
  'The discount code does not work at checkout.',
  'Thanks!',
  'How long do I have to send something back?',
];
const PAGES = [
  '/products/stoneware-bowl',
  '/checkout',
  '/',
  '/help/returns',
  '/products/tall-vase?colour=blue',
];

export function contact(index: number, now: number): Contact {
  const name = NAMES[index % NAMES.length] ?? '';
  const known = name !== '' ? { name, email: `${name.split(' ')[0]?.toLowerCase()}@mail.example` } : {};
  return {
    id: 100 + index,
    ...known,
    verified: index % 3 === 0 && name !== '',
    attributes:
      index % 2 === 0
        ? ({ plan: 'Studio', orders: 7, newsletter: true } as unknown as Contact['attributes'])
        : {},
    created_at: new Date(now - (index + 3) * 8e7).toISOString(),
  };
}

const STATES = [
  'queued',
  'operator',
  'assistant',
  'queued',
  'operator',
  'assistant',
  'assistant',
  'operator',
  'closed',
] as const;

export function dialogs(count: number, now: number): DialogSummary[] {
  return Array.from({ length: count }, (_, index) => {
    const state = STATES[index % STATES.length] ?? 'assistant';
    const at = new Date(now - index * index * 41_000 - 25_000).toISOString();
    const path = PAGES[index % PAGES.length] ?? '/';
    return {
      id: index + 1,
      state,
      ...(state === 'operator' && { assignee: index % 2 === 1 ? ann : bo }),
      state_since: at,
      contact: contact(index, now),
      assistant_name: assistant.name,
      last_message: {
        sender: state === 'assistant' ? 'assistant' : 'user',
        text:
          state === 'assistant'
            ? 'Orders leave our workshop within two days.'
            : (ASKED[index % ASKED.length] ?? ''),
        timestamp: at,
      },
      unread: state === 'queued' ? 2 : state === 'operator' && index % 4 === 1 ? 1 : 0,
      tags: [],
      page: {
        url: `https://shop.example${path}`,
        title: 'Stoneware bowl · Kiln & Co',
        referrer: 'https://search.example/',
      },
      opened_at: at,
      updated_at: at,
    };
  });
}
