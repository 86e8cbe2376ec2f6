import type { DialogView } from 'tandem-client';
import { t } from '../i18n/texts';
import { Avatar } from './avatar';

interface Writer {
  kind: 'ai' | 'person';
  name: string;
  picture: string | null | undefined;
}

type Assistant = { name: string; avatar_url?: string | null | undefined };

/** Who is about to say something: the AI before its first word, or a person at the keyboard. */
export function writerOf(view: DialogView | undefined, assistant: Assistant): Writer | undefined {
  if (!view) return undefined;
  const { generation } = view;
  if (generation && !generation.text)
    return { kind: 'ai', name: assistant.name, picture: assistant.avatar_url };
  const person = view.typing.find(({ sender }) => sender === 'manager');
  if (!person) return undefined;
  const { name, avatar_url: picture } = person.author ??
    view.manager ?? { name: t.team, avatar_url: undefined };
  return { kind: 'person', name, picture };
}

export function Typing({ kind, name, picture }: Writer) {
  return (
    <div class="typing">
      <Avatar kind={kind} name={name} url={picture} />
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span class="quiet">{t.thinking(name)}</span>
    </div>
  );
}
