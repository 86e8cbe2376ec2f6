import type { DialogSummary } from '@/lib/wire';
import type { FakeServer } from './fake-server';

/** The beginning of every dialog: a question, an answer with its source, and how it went on. */
export function tell(server: FakeServer, dialog: DialogSummary): void {
  const at = (minutes: number) => new Date(Date.parse(dialog.updated_at) - minutes * 60_000).toISOString();
  const said = dialog.last_message?.text ?? '';
  server.say(dialog.id, 'user', 'Hi! Where is my order 10482? It should have been here on Tuesday.', {
    timestamp: at(14),
  });
  server.say(
    dialog.id,
    'assistant',
    'Orders leave our workshop **within two days**. After that:\n\n- Germany: 1 to 2 days\n- Europe: 3 to 5 days\n\nYou can follow it at [the carrier’s page](https://track.example/10482).',
    {
      timestamp: at(13.8),
      generation_id: 70 + dialog.id,
      citations: [
        { article_id: 1, title: 'Shipping and delivery times', url: 'https://shop.example/help/shipping' },
      ],
    },
  );
  if (dialog.state === 'queued' || dialog.state === 'operator') {
    server.say(dialog.id, 'user', said, { timestamp: at(4) });
    server.say(dialog.id, 'system', '', {
      timestamp: at(3),
      meta: { code: 'handoff_requested', reason: 'visitor' },
    });
  }
  if (dialog.assignee) {
    const by = dialog.assignee;
    server.say(dialog.id, 'system', '', { timestamp: at(2), meta: { code: 'handoff_started', manager: by } });
    server.say(dialog.id, 'manager', 'Good morning! I am looking into it.\n\nCould you send me a photo?', {
      timestamp: at(1.5),
      author: by,
    });
    server.say(dialog.id, 'manager', 'Second bowl this week with a crack: ask the packers?', {
      timestamp: at(1),
      author: by,
      note: true,
    });
    server.say(dialog.id, 'user', said, { timestamp: at(0.2) });
  }
  if (dialog.state === 'closed')
    server.say(dialog.id, 'system', '', { timestamp: at(0), meta: { code: 'dialog_closed', by: 'manager' } });
  Object.assign(dialog, {
    last_message: { sender: 'user', text: said, timestamp: at(0) },
    updated_at: at(0),
  });
}
