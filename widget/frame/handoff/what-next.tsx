import { useChatState } from '../app/chat-context';
import { LazyQueueCard } from '../app/lazy';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';

/** Stands above the composer whenever it is not plain what happens next. */
export function WhatNext() {
  const { view, trouble } = useChatState();
  if (trouble)
    return (
      <div class="next next-trouble">
        <Icon name="alert" size={18} />
        <p>{t.handoffTrouble}</p>
      </div>
    );
  return view?.state === 'queued' ? <LazyQueueCard /> : null;
}
