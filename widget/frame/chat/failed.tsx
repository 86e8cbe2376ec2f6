import { useState } from 'preact/hooks';
import type { Entry } from 'tandem-client';
import { useChat } from '../app/chat-context';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';

/** Nothing typed is lost: what was refused can be tried again, copied or deleted. */
export function Failed({ entry }: { entry: Entry }) {
  const chat = useChat();
  const [copied, setCopied] = useState(false);
  const { clientId = '', failure, text } = entry;

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // No permission for the clipboard: the text stays on the screen, where it can be selected.
      setCopied(false);
    }
  }

  return (
    <div class="failed">
      <p>
        <Icon name="alert" size={14} />
        <strong>{t.marks.failed}.</strong> {t.failures[failure?.code ?? ''] ?? ''}
      </p>
      <div class="failed-actions">
        <button type="button" onClick={() => chat.retry(clientId)}>
          {t.retry}
        </button>
        <button type="button" onClick={() => void copy()}>
          {copied ? t.copied : t.copy}
        </button>
        <button type="button" onClick={() => chat.discard(clientId)}>
          {t.remove}
        </button>
      </div>
    </div>
  );
}
