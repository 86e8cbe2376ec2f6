import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import section from '@/components/settings-section.module.css';
import { Button } from '@/components/ui/button';
import { useMe } from '@/lib/live-context';
import { mayManage } from '@/lib/policies';
import type { Assistant, SiteSecret } from '@/lib/wire';
import { Code } from './code';
import { NewSite } from './new-site';
import page from './page.module.css';
import { sitesQuery } from './queries';
import styles from './sites.module.css';
import { siteFrame, tokenExample } from './snippet';

/** Places where users who are signed in to the customer's own product chat under their name. */
export function Sites({ assistant }: { assistant: Assistant }) {
  const may = mayManage(useMe());
  const { data } = useQuery(sitesQuery);
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<SiteSecret>();
  const sites = data?.items.filter((site) => site.assistant_id === assistant.id) ?? [];

  return (
    <section className={page.section}>
      <div className={styles.head}>
        <h2 className={section.subtitle}>Signed-in users</h2>
        {may && (
          <Button icon={<Plus />} onClick={() => setMaking(true)}>
            New site
          </Button>
        )}
      </div>
      <p className={page.lead}>
        A site knows who chats: your server signs a short-lived token for each user with the site’s secret,
        and you see a verified name.
      </p>
      {made && <Secret made={made} />}
      {sites.length > 0 && (
        <ul className={styles.list}>
          {sites.map((site) => (
            <li key={site.id} className={styles.site}>
              <strong>{site.name}</strong>
              <code>{site.id}</code>
              <span>{site.allowed_origins.join(', ') || 'only this server’s own pages'}</span>
            </li>
          ))}
        </ul>
      )}
      {making && <NewSite assistant={assistant.id} onMade={setMade} onClose={() => setMaking(false)} />}
    </section>
  );
}

function Secret({ made: { site, secret } }: { made: SiteSecret }) {
  return (
    <div className={styles.made} role="status">
      <h3>The secret of “{site.name}”</h3>
      <p>
        Shown this once. Keep it on your server, as <code>TANDEM_SITE_SECRET</code>, and never in a page.
      </p>
      <Code name="Secret" text={secret} />
      <p>Then, on your server (Node):</p>
      <Code name="Token example" text={tokenExample(site)} />
      <p>And in the page:</p>
      <Code name="Tag" text={siteFrame(window.location.origin, site)} />
    </div>
  );
}
