import { Link } from 'wouter';
import section from '@/components/settings-section.module.css';
import type { Assistant } from '@/lib/wire';
import { Code } from './code';
import styles from './page.module.css';
import { Sites } from './sites';
import { cspLines, snippet } from './snippet';

/** How the chat gets onto a page. */
export function Install({ assistant }: { assistant: Assistant }) {
  const { origin } = window.location;
  return (
    <>
      <section className={styles.section}>
        <h2 className={section.subtitle}>Snippet</h2>
        <p className={styles.lead}>
          Paste it into your pages, anywhere in <code>&lt;head&gt;</code> or <code>&lt;body&gt;</code>. It
          loads nothing else until a visitor opens the chat.
        </p>
        <Code name="Snippet" text={snippet(origin, assistant)} />
      </section>
      {assistant.allowed_origins.length === 0 && (
        <section className={styles.section}>
          <h2 className={section.subtitle}>Allow your page</h2>
          <p className={styles.lead}>
            No page is allowed yet, so the chat only shows on this server’s own pages. Add yours in{' '}
            <Link href={`/assistants/${assistant.id}/settings`}>Settings</Link>.
          </p>
        </section>
      )}
      <section className={styles.section}>
        <h2 className={section.subtitle}>With a Content-Security-Policy</h2>
        <p className={styles.lead}>A page that has one needs these two sources, and nothing more.</p>
        <Code name="Policy lines" text={cspLines(origin)} />
      </section>
      <Sites assistant={assistant} />
    </>
  );
}
