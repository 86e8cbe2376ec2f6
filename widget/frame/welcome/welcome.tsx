import { useChat, useChatState } from '../app/chat-context';
import { Avatar } from '../chat/avatar';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';
import { LONG_GREETING } from './long-greeting';

/** Before the first word: who answers here, that it is an AI, and what others ask. */
export function Welcome() {
  const chat = useChat();
  const { config } = useChatState();
  if (!config) return null;
  const { assistant, greeting, suggestions, offer_person, hours } = config;
  return (
    <div class="welcome">
      <Avatar kind="ai" name={assistant.name} url={assistant.avatar_url} large />
      <h2 dir="auto" class={greeting.length > LONG_GREETING ? 'is-long' : undefined}>
        {greeting || t.greeting}
      </h2>
      <p class="disclosure">
        {t.disclosure(assistant.name, offer_person !== false && hours?.open !== false)}
      </p>
      {suggestions.length > 0 ? (
        <>
          <p class="suggestions-title" id="suggestions">
            {t.suggestions}
          </p>
          <ul class="suggestions" aria-labelledby="suggestions">
            {suggestions.map((suggestion) => (
              <li key={suggestion}>
                <button type="button" onClick={() => chat.post(suggestion)}>
                  <span dir="auto">{suggestion}</span>
                  <Icon name="go" size={16} />
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
