import { useChatState } from '../app/chat-context';
import { late } from '../i18n/texts-late';
import { Icon } from '../icons/icon';
import { Rating } from './rating';

/** The end of a closed dialog, below its last words: how it was, and that it need not be the end. */
export function Closed() {
  const { dialogId } = useChatState();
  return (
    <div class="next">
      <Icon name="sent" size={18} />
      <div>
        <strong>{late.closedTitle}.</strong> <span class="next-more">{late.closedNext}</span>
        <Rating key={dialogId} />
      </div>
    </div>
  );
}
