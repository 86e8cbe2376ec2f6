import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { useStore } from 'zustand';
import { Toaster } from '@/components/ui/toaster';
import { SetupPage } from '@/features/setup/setup-page';
import { SignInPage } from '@/features/sign-in/sign-in-page';
import { LiveProvider } from '@/lib/live-context';
import { createQueryClient } from '@/lib/query-client';
import { session } from '@/lib/session';
import { Shell } from './shell';
import { Unreachable } from './unreachable';

export function App() {
  return (
    <>
      <Switch>
        <Route path="/setup">
          <SetupPage />
        </Route>
        <Route>
          <Gate />
        </Route>
      </Switch>
      <Toaster />
    </>
  );
}

/** Nothing of the dashboard is on the page before somebody is known to be signed in. */
function Gate() {
  const state = useStore(session);
  switch (state.status) {
    case 'unknown':
      return null;
    case 'unreachable':
      return <Unreachable />;
    case 'signed_out':
      return (
        <Switch>
          <Route path="/sign-in">
            <SignInPage />
          </Route>
          <Route>
            <ToSignIn />
          </Route>
        </Switch>
      );
    case 'signed_in':
      return <Workplace key={`${state.tenant.id}/${state.operator.id}`} me={state.operator} />;
  }
}

/** Remembers where somebody wanted to go. */
function ToSignIn() {
  const { pathname, search } = window.location;
  const wanted = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
  return <Redirect to={`/sign-in${wanted}`} replace />;
}

/** Keyed by who works: another person starts with an empty cache. */
function Workplace({ me }: { me: Parameters<typeof LiveProvider>[0]['me'] }) {
  const [client] = useState(createQueryClient);
  return (
    <QueryClientProvider client={client}>
      <LiveProvider me={me}>
        <Shell />
      </LiveProvider>
    </QueryClientProvider>
  );
}
