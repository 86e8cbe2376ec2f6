import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { Alerts } from '@/features/alerts/alerts';
import { BudgetWarning } from '@/features/budget/budget-warning';
import { HelpSheet } from '@/features/shortcuts/help-sheet';
import { Palette } from '@/features/shortcuts/palette';
import { useCommands } from '@/lib/commands';
import { listenToKeys } from '@/lib/keyboard';
import { layers, openLayer } from '@/lib/layers';
import { nextTheme } from '@/lib/preferences';
import { say } from '@/lib/toasts';
import { InboxRoute } from './inbox-route';
import { NotFound } from './not-found';
import { Rail } from './rail';
import styles from './shell.module.css';
import { StatusBanner } from './status-banner';

const AssistantsRoute = lazy(() => import('./assistants-route'));
const SettingsRoute = lazy(() => import('./settings-route'));

export function Shell() {
  const [, navigate] = useLocation();
  const layer = useStore(layers);
  useEffect(() => listenToKeys(window), []);

  useCommands([
    {
      id: 'palette',
      title: 'Open the palette',
      group: 'Anywhere',
      keys: ['Mod+K'],
      run: () => openLayer('palette'),
    },
    { id: 'help', title: 'Show all keys', group: 'Anywhere', keys: ['?'], run: () => openLayer('help') },
    go('I', 'inbox', '/inbox/all'),
    go('M', 'my dialogs', '/inbox/mine'),
    go('Q', 'waiting dialogs', '/inbox/waiting'),
    go('A', 'all dialogs', '/inbox/all'),
    go('C', 'closed dialogs', '/inbox/closed'),
    go('K', 'assistants and knowledge', '/assistants'),
    go('S', 'settings', '/settings'),
    {
      id: 'theme',
      title: 'Switch between light, dark and automatic',
      group: 'Anywhere',
      keys: ['Shift+D'],
      run: () => say(`Theme: ${nextTheme()}`),
    },
  ]);

  function go(key: string, where: string, path: string) {
    const group = 'Anywhere' as const;
    return { id: `go.${key}`, title: `Go to ${where}`, group, keys: [`G ${key}`], run: () => navigate(path) };
  }

  return (
    <div className={styles.shell}>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <div className={styles.banners}>
        <StatusBanner />
        <BudgetWarning />
      </div>
      <Rail />
      <main id="main" className={styles.main} tabIndex={-1}>
        <Suspense fallback={null}>
          <Switch>
            <Route path="/inbox/:view/:id?">{(at) => <InboxRoute view={at.view} id={at.id} />}</Route>
            <Route path="/assistants/*?">
              <AssistantsRoute />
            </Route>
            <Route path="/settings">
              <SettingsRoute />
            </Route>
            <Route path="/">
              <Redirect to="/inbox/all" replace />
            </Route>
            <Route path="/inbox">
              <Redirect to="/inbox/all" replace />
            </Route>
            <Route path="/sign-in">
              <AfterSignIn />
            </Route>
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </main>
      <Alerts />
      {layer === 'palette' && <Palette />}
      {layer === 'help' && <HelpSheet />}
    </div>
  );
}

/** Back to where somebody wanted to go; only inside the dashboard. */
function AfterSignIn() {
  const next = new URLSearchParams(window.location.search).get('next') ?? '/';
  return <Redirect to={/^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/'} replace />;
}
