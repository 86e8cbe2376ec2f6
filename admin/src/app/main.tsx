import '@/styles/tokens.css';
import '@/styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme } from '@/lib/preferences';
import { resume } from '@/lib/session';
import { App } from './app';

applyTheme(document.documentElement);
const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');
// A set-up link is opened before anybody could have a cookie to renew.
if (location.pathname !== '/setup') void resume();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
