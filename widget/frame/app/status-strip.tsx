import type { Status } from 'tandem-client';
import { t } from '../i18n/texts';
import { useChatState } from './chat-context';
import { useOnline } from './use-online';

/** What the line really does. A moment of connecting is no news: the style sheet lets it wait. */
export function StatusStrip() {
  const { status, dialogId, starting } = useChatState();
  const online = useOnline();
  const inDialog = dialogId !== undefined || starting !== undefined;
  const shown: Status | undefined = !online ? 'offline' : inDialog ? status : undefined;
  const text = shown && t.status[shown];
  return (
    <div class={`strip strip-${shown ?? 'none'}`} role="status">
      {text ? <p>{text}</p> : null}
    </div>
  );
}
