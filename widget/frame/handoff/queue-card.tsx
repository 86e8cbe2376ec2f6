import { useChatState } from '../app/chat-context';
import { t } from '../i18n/texts';
import { late } from '../i18n/texts-late';
import { adopt } from '../theme/adopt';
import { BackAt } from './back-at';
import styles from './queue-card.css?inline';

adopt(styles);

/** Who waits for a person reads how far they are, and what follows. */
export function QueueCard() {
  const { view, config } = useChatState();
  const anybody = view?.operatorsOnline === undefined ? config?.online !== false : view.operatorsOnline > 0;
  return (
    <div class="next">
      <span class={anybody ? 'pulse' : 'pulse pulse-still'} aria-hidden="true" />
      <p>
        <strong>{t.queuedTitle}.</strong> {view?.position && late.queuedPosition(view.position)}
        <span class="next-more">{anybody ? late.queuedNext : late.queuedOffline}</span>
        {config?.hours?.opens_at && <BackAt />}
      </p>
    </div>
  );
}
