import { useEffect, useRef, useState } from 'preact/hooks';
import { useChat, useChatState } from '../app/chat-context';
import { TalkToPerson } from '../handoff/talk-to-person';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';
import { useDraft } from './use-draft';

const COUNT_FROM = 0.9;
const DEFAULT_LIMIT = 8_000;

const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

export function Composer() {
  const chat = useChat();
  const { view, config, focusAsked, dialogId, starting } = useChatState();
  const [text, setText] = useDraft();
  const field = useRef<HTMLTextAreaElement>(null);
  const [focused, setFocused] = useState(false);
  const limit = config?.limits.text_max ?? DEFAULT_LIMIT;
  const left = limit - Array.from(text).length;
  const sendable = text.trim() !== '' && left >= 0;

  useEffect(() => {
    if (!focusAsked) return;
    // On a phone the keyboard would cover what there is to read before anybody wants to write.
    const log = document.querySelector<HTMLElement>('[role=log]');
    (isTouch() ? log : field.current)?.focus({ focusVisible: false } as FocusOptions);
  }, [focusAsked]);

  useEffect(() => {
    const element = field.current;
    if (!element || CSS.supports('field-sizing', 'content')) return;
    element.style.height = 'auto';
    element.style.height = `${element.scrollHeight}px`;
  }, [text]);

  function send(): void {
    if (!sendable) return;
    chat.post(text.trim());
    setText('');
    chat.typing(false);
    field.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const composing = event.isComposing || event.keyCode === 229;
    // On a touch keyboard Enter makes a new line, as people expect there.
    if (event.key !== 'Enter' || event.shiftKey || composing || isTouch()) return;
    event.preventDefault();
    send();
  }

  const placeholder =
    dialogId === undefined && !starting
      ? t.placeholderNew
      : view?.state === 'closed'
        ? t.placeholderClosed
        : t.placeholder;

  return (
    <form
      class={`composer ${focused ? 'is-focused' : ''}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="field">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          placeholder={placeholder}
          aria-label={t.composerLabel}
          aria-describedby={left < limit * (1 - COUNT_FROM) ? 'composer-count' : undefined}
          onInput={(event) => {
            setText(event.currentTarget.value);
            chat.typing(event.currentTarget.value !== '');
          }}
          onKeyDown={onKeyDown}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        />
        <button type="submit" class="send" aria-label={t.send} aria-disabled={!sendable}>
          <Icon name="send" />
        </button>
      </div>
      <div class="composer-foot">
        <TalkToPerson />
        {left < limit * (1 - COUNT_FROM) ? (
          <span id="composer-count" class={left < 0 ? 'count count-over' : 'count'}>
            {left < 0 ? t.tooLong(-left) : t.left(left)}
          </span>
        ) : null}
      </div>
    </form>
  );
}
