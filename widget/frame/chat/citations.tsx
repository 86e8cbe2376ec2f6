import type { Citation } from 'tandem-client';
import { t } from '../i18n/texts';
import { Icon } from '../icons/icon';

function webAddress(url: string | undefined): string | undefined {
  try {
    const address = new URL(url ?? '');
    return address.protocol === 'https:' || address.protocol === 'http:' ? address.href : undefined;
  } catch {
    return undefined;
  }
}

/** What an answer rests on, best first. */
export function Citations({ citations }: { citations: readonly Citation[] }) {
  return (
    <ul class="citations" aria-label={t.sources}>
      {citations.map(({ article_id, title, url }) => {
        const href = webAddress(url);
        const content = (
          <>
            <Icon name="page" size={14} />
            <span dir="auto">{title}</span>
          </>
        );
        return (
          <li key={article_id}>
            {href ? (
              <a class="citation" href={href} target="_blank" rel="noopener noreferrer">
                {content}
              </a>
            ) : (
              <span class="citation">{content}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
