import { X } from 'lucide-react';
import { useEffect } from 'react';
import type { DialogView } from 'tandem-client';
import { Avatar } from '@/components/ui/avatar';
import { Badge } from '@/components/ui/badge';
import { IconButton } from '@/components/ui/button';
import { nameOf, ownNameOf } from '@/lib/names';
import { fullTime } from '@/lib/time';
import { useDialogDetail } from '../use-dialog-detail';
import styles from './context-panel.module.css';
import { EarlierDialogs } from './earlier-dialogs';
import { Rating } from './rating';

interface Props {
  id: number;
  view: DialogView;
  /** Given when it lies over the thread. */
  close: (() => void) | undefined;
}

/** Who is asking, and from where. */
export function ContextPanel({ id, view, close }: Props) {
  const detail = useDialogDetail(id).data;
  const contact = detail?.contact;
  const page = view.visitor?.page ?? detail?.page;
  const online = view.visitor?.online;
  useEscape(close);

  return (
    <aside className={styles.panel} aria-label="Who is asking" data-over={close !== undefined}>
      {close && (
        <IconButton label="Close" className={styles.close} onClick={close}>
          <X />
        </IconButton>
      )}
      {contact && (
        <div className={styles.person}>
          <Avatar
            name={ownNameOf(contact)}
            seed={contact.id}
            size="large"
            {...(online !== undefined && { online })}
          />
          <div className={styles.who}>
            <h3 className={styles.name}>{nameOf(contact)}</h3>
            <p className={styles.presence}>
              {online ? 'On the page now' : online === false ? 'Has left the page' : ''}
            </p>
          </div>
        </div>
      )}
      {notReceiving(view) && (
        <p className={styles.warning}>
          Their page is not receiving: your last message has not arrived there yet.
        </p>
      )}
      {detail?.rating && <Rating rating={detail.rating} />}
      {contact && (
        <section className={styles.section}>
          <h4 className={styles.title}>
            Contact
            {contact.verified ? <Badge tone="mine">Verified</Badge> : <Badge>Not verified</Badge>}
          </h4>
          <dl className={styles.facts}>
            <Fact name="E-mail" value={contact.email} />
            {contact.external_id && <Fact name="Customer" value={contact.external_id} />}
            <Fact name="First seen" value={fullTime(contact.created_at)} />
            <Fact name="Assistant" value={detail.assistant_name} />
          </dl>
        </section>
      )}
      {page && (
        <section className={styles.section}>
          <h4 className={styles.title}>Page</h4>
          <p className={styles.page}>{page.title || 'Without a title'}</p>
          <PageLink address={page.url} />
          {page.referrer !== '' && <p className={styles.faint}>Came from {page.referrer}</p>}
        </section>
      )}
      {contact && <Attributes attributes={contact.attributes} />}
      {contact && <EarlierDialogs ids={detail.earlier} />}
    </aside>
  );
}

function Fact({ name, value }: { name: string; value: string | null | undefined }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value || <span className={styles.faint}>unknown</span>}</dd>
    </>
  );
}

function Attributes({ attributes }: { attributes: Record<string, unknown> }) {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return null;
  return (
    <section className={styles.section}>
      <h4 className={styles.title}>Attributes</h4>
      <dl className={styles.facts}>
        {entries.map(([name, value]) => (
          <Fact key={name} name={name} value={String(value)} />
        ))}
      </dl>
    </section>
  );
}

/** The visitor's page said this address, so it is a link only if it is one of the web. */
function PageLink({ address }: { address: string }) {
  if (!/^https?:\/\//i.test(address)) return <p className={styles.faint}>{address}</p>;
  return (
    <a className={styles.address} href={address} target="_blank" rel="noopener noreferrer nofollow">
      {address.replace(/^https?:\/\//i, '')}
    </a>
  );
}

function notReceiving(view: DialogView): boolean {
  const last = view.entries.findLast((entry) => entry.sender === 'manager' && entry.kind === 'message');
  return view.visitor?.online === false && last?.delivery === 'sent';
}

function useEscape(close: (() => void) | undefined): void {
  useEffect(() => {
    if (!close) return;
    // Before the keys of the page: Esc takes the top layer first.
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      close();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [close]);
}
