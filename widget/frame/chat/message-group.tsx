import type { DialogView } from 'tandem-client';
import { TalkToPerson } from '../handoff/talk-to-person';
import { clockTime } from '../i18n/dates';
import { t } from '../i18n/texts';
import { Avatar } from './avatar';
import { Bubble } from './bubble';
import { Citations } from './citations';
import { Delivery } from './delivery';
import { Failed } from './failed';
import type { Group, Line } from './items';

export interface GroupProps {
  group: Group;
  assistant: { name: string; avatar_url?: string | null | undefined };
  manager: DialogView['manager'];
  locale: string;
  offline: boolean;
  /** The visitor's latest line: only there a mark is worth its place. */
  lastOwn: string | undefined;
  /** The number of the answer that is the latest word and did not help. */
  unanswered: number | undefined;
}

interface Speaker {
  name: string;
  picture: string | null | undefined;
  kind: 'ai' | 'person';
}

function speakerOf({ group, assistant, manager }: GroupProps): Speaker {
  if (group.sender === 'assistant')
    return { name: assistant.name, picture: assistant.avatar_url, kind: 'ai' };
  const person = group.author ?? manager;
  return { name: person?.name ?? t.team, picture: person?.avatar_url, kind: 'person' };
}

function OwnLine({ line, ...props }: GroupProps & { line: Line }) {
  const { delivery } = line;
  const marked = line.key === props.lastOwn || delivery === 'sending';
  return (
    <div class="line">
      <Bubble line={line} />
      {delivery === 'failed' ? <Failed entry={line} /> : null}
      {marked ? <Delivery entry={line} locale={props.locale} offline={props.offline} /> : null}
    </div>
  );
}

function TheirLine({ line, unanswered }: GroupProps & { line: Line }) {
  return (
    <div class="line">
      <Bubble line={line} />
      {line.citations?.length ? <Citations citations={line.citations} /> : null}
      {line.seq === unanswered ? <TalkToPerson offer={line.meta} /> : null}
    </div>
  );
}

export function MessageGroup(props: GroupProps) {
  const { group, locale } = props;
  if (group.sender === 'user')
    return (
      <div class="group group-mine">
        <span class="quiet">{t.you}</span>
        {group.lines.map((line) => (
          <OwnLine key={line.key} {...props} line={line} />
        ))}
      </div>
    );
  const { name, picture, kind } = speakerOf(props);
  const last = group.lines.at(-1);
  return (
    <div class={`group group-${kind}`}>
      <p class="speaker">
        <Avatar kind={kind} name={name} url={picture} />
        <span class="speaker-name" dir="auto">
          {name}
        </span>
        {kind === 'ai' ? <span class="tag">{t.ai}</span> : null}
        {last && !last.growing ? (
          <time dateTime={last.timestamp}>{clockTime(last.timestamp, locale)}</time>
        ) : null}
      </p>
      {group.lines.map((line) => (
        <TheirLine key={line.key} {...props} line={line} />
      ))}
    </div>
  );
}
