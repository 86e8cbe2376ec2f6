import { useChatState } from '../app/chat-context';
import { LazyBackAt } from '../app/lazy';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';

/** Stands above the composer whenever it is not plain what happens next. */
export function WhatNext() {
  const { view, config, trouble } = useChatState();
  if (trouble)
    return (
      <div class="next next-trouble">
        <Icon name="alert" size={18} />
        <p>{t.handoffTrouble}</p>
      </div>
    );
  if (view?.state === 'queued') {
    const anybody = view.operatorsOnline === undefined ? config?.online !== false : view.operatorsOnline > 0;
    return (
      <div class="next">
        <span class={anybody ? 'pulse' : 'pulse pulse-still'} aria-hidden="true" />
        <p>
          <strong>{t.queuedTitle}.</strong> {view.position && t.queuedPosition(view.position)}
          <span class="next-more">{anybody ? t.queuedNext : t.queuedOffline}</span>
          {config?.hours?.opens_at && <LazyBackAt />}
        </p>
      </div>
    );
  }
  return null;
}
