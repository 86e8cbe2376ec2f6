import { en as t } from 'tandem-widget/frame/i18n/en';
import { type IconName, PATHS } from 'tandem-widget/frame/icons/paths';
import { LONG_GREETING } from 'tandem-widget/frame/welcome/long-greeting';
import type { Assistant } from '@/lib/wire';

interface Props {
  name: string;
  greeting: string;
  suggestions: readonly string[];
  handoff: Assistant['handoff'];
}

/** As many as a visitor is shown; a further one is refused when it is saved. */
const MOST_SUGGESTIONS = 6;

/** The widget before the first word, element by element as it draws itself (a journey compares both); nothing in it works. */
export function FirstScreen({ name, greeting, suggestions, handoff }: Props) {
  const called = name || 'Assistant';
  const offered = handoff.always_offer !== false;
  return (
    <div className="body" inert>
      <div className="app">
        <header className="header">
          <div className="who">
            <Face />
            <div className="who-text">
              <h1 dir="auto">{called}</h1>
              <p>{t.aiAssistant}</p>
            </div>
          </div>
          <span className="round">
            <Icon name="close" />
          </span>
        </header>
        <div className="thread">
          <div className="log">
            <div className="log-content">
              <div className="welcome">
                <Face large />
                <h2 dir="auto" className={greeting.length > LONG_GREETING ? 'is-long' : undefined}>
                  {greeting || t.greeting}
                </h2>
                <p className="disclosure">{t.disclosure(called, offered)}</p>
                {suggestions.length > 0 && <Suggestions of={suggestions.slice(0, MOST_SUGGESTIONS)} />}
              </div>
            </div>
          </div>
        </div>
        <footer className="footer">
          <div className="composer is-focused">
            <div className="field">
              <textarea rows={1} readOnly placeholder={t.placeholderNew} />
              <button type="button" className="send" aria-disabled>
                <Icon name="send" />
              </button>
            </div>
            <div className="composer-foot">
              {offered && (
                <button type="button" className="person-link">
                  <Icon name="person" size={18} />
                  {t.talkToPerson}
                </button>
              )}
            </div>
          </div>
        </footer>
      </div>
    </div>
  );
}

function Suggestions({ of }: { of: readonly string[] }) {
  return (
    <>
      <p className="suggestions-title">{t.suggestions}</p>
      <ul className="suggestions">
        {of.map((suggestion) => (
          <li key={suggestion}>
            <button type="button">
              <span dir="auto">{suggestion}</span>
              <Icon name="go" size={16} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Face({ large = false }: { large?: boolean }) {
  return (
    <span className={large ? 'avatar avatar-ai avatar-large' : 'avatar avatar-ai'}>
      <Icon name="spark" />
    </span>
  );
}

function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
