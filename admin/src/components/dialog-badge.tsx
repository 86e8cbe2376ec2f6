import type { DialogState, Person } from 'tandem-client';
import { useMe } from '@/lib/live-context';
import { useNow, waited } from '@/lib/time';
import { Avatar } from './ui/avatar';
import { Badge } from './ui/badge';

interface Props {
  state: DialogState;
  holder?: Person | undefined;
  /** Since when somebody waits, while the state is `queued`. */
  since?: string | undefined;
  position?: number | undefined;
  writing?: boolean;
  /** What the visitor thought of it, from 1 to 5, once it is closed. */
  score?: number | undefined;
}

/** From here on a waiting visitor is late, and red. */
const LATE_MS = 3 * 60_000;

/** Who has the dialog, in one word. */
export function DialogBadge({ state, holder, since, position, writing = false, score }: Props) {
  const me = useMe();
  switch (state) {
    case 'assistant':
      return (
        <Badge tone="ai" busy={writing}>
          {writing ? 'AI is writing' : 'AI'}
        </Badge>
      );
    case 'queued':
      return <Waiting since={since} position={position} />;
    case 'operator':
      if (holder?.id === me.id) return <Badge tone="mine">Mine</Badge>;
      return (
        <Badge>
          {holder && <Avatar name={holder.name} seed={holder.id ?? 0} size="small" />}
          {holder?.name ?? 'A colleague'}
        </Badge>
      );
    case 'closed':
      return <Badge>{score === undefined ? 'Closed' : `Closed · ${score}/5`}</Badge>;
  }
}

function Waiting({ since, position }: Pick<Props, 'since' | 'position'>) {
  const now = useNow();
  const late = since !== undefined && now - Date.parse(since) > LATE_MS;
  return (
    <Badge tone={late ? 'late' : 'waiting'}>
      Waiting
      {since !== undefined && ` ${waited(since, now)}`}
      {position !== undefined && ` · #${position}`}
    </Badge>
  );
}
