import {
  Bell,
  BellOff,
  Inbox,
  Keyboard,
  LogOut,
  Moon,
  Settings,
  Sparkles,
  Sun,
  SunMoon,
  Volume2,
  VolumeX,
} from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { Avatar } from '@/components/ui/avatar';
import { IconButton } from '@/components/ui/button';
import { Mark } from '@/components/ui/mark';
import { Menu } from '@/components/ui/menu';
import { SoundBlocked } from '@/features/alerts/sound-blocked';
import { openLayer } from '@/lib/layers';
import { useMe } from '@/lib/live-context';
import { askForNotifications } from '@/lib/notify';
import { nextTheme, preferences, type Theme } from '@/lib/preferences';
import { session, signOut } from '@/lib/session';
import { chime } from '@/lib/sound';
import styles from './rail.module.css';

const THEME_ICONS: Record<Theme, typeof Sun> = { auto: SunMoon, light: Sun, dark: Moon };

export function Rail() {
  const me = useMe();
  const state = useStore(session);
  const { theme, sound, notifications } = useStore(preferences);
  const ThemeIcon = THEME_ICONS[theme];
  const company = state.status === 'signed_in' ? state.tenant.name : '';

  return (
    <nav className={styles.rail} aria-label="Sections">
      <span className={styles.mark} title={company}>
        <Mark />
      </span>
      <RailLink href="/inbox" to="/inbox/all" label="Inbox" icon={<Inbox />} />
      <RailLink href="/assistants" to="/assistants" label="Assistants" icon={<Sparkles />} />
      <RailLink href="/settings" to="/settings" label="Settings" icon={<Settings />} />
      <span className={styles.space} />
      <SoundBlocked />
      <IconButton className={styles.extra} label={`Theme: ${theme}`} onClick={() => nextTheme()}>
        <ThemeIcon />
      </IconButton>
      <IconButton className={styles.extra} label="Keyboard shortcuts" onClick={() => openLayer('help')}>
        <Keyboard />
      </IconButton>
      <Menu
        align="start"
        upwards
        items={[
          {
            label: sound ? 'Turn sound off' : 'Turn sound on',
            icon: sound ? <VolumeX /> : <Volume2 />,
            run: () => {
              preferences.setState({ sound: !sound });
              // Who turns it on hears at once that it works.
              if (!sound) chime('queued');
            },
          },
          {
            label: notifications ? 'Turn notifications off' : 'Turn notifications on',
            icon: notifications ? <BellOff /> : <Bell />,
            run: () =>
              notifications ? preferences.setState({ notifications: false }) : void askForNotifications(),
          },
          { label: `Theme: ${theme}`, icon: <ThemeIcon />, keys: 'Shift+D', run: () => nextTheme() },
          { label: 'Keyboard shortcuts', icon: <Keyboard />, keys: '?', run: () => openLayer('help') },
          { label: 'Sign out', icon: <LogOut />, run: () => void signOut() },
        ]}
        trigger={(props) => (
          <button type="button" {...props} className={styles.me} title={`${me.name}\n${me.email}`}>
            <Avatar name={me.name} seed={me.id} />
            <span className="visually-hidden">{me.name}, your menu</span>
          </button>
        )}
      />
    </nav>
  );
}

interface RailLinkProps {
  href: string;
  to: string;
  label: string;
  icon: React.ReactNode;
}

function RailLink({ href, to, label, icon }: RailLinkProps) {
  const [location] = useLocation();
  const here = location.startsWith(href);
  return (
    <Link href={to} className={styles.link} title={label} aria-current={here ? 'page' : undefined}>
      {icon}
      <span className={styles.name}>{label}</span>
    </Link>
  );
}
