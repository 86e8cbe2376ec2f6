import { preferences } from './preferences';
import { say } from './toasts';

/** Once refused, only the browser's settings can change it. */
export function mayAskForNotifications(): boolean {
  return 'Notification' in globalThis && Notification.permission !== 'denied';
}

/** Asked only by a click: a question that comes by itself gets refused, for good. */
export async function askForNotifications(): Promise<void> {
  if (!('Notification' in globalThis)) {
    say('This browser has no desktop notifications.', 'danger');
    return;
  }
  const answer = await Notification.requestPermission();
  preferences.setState({ notifications: answer === 'granted' });
  if (answer === 'granted')
    notify('Notifications are on', 'You hear of every dialog that waits for a person.', '/');
  else say('Notifications are blocked. Allow them in the browser’s settings for this page.', 'danger');
}

export function notify(title: string, body: string, path: string, open?: (path: string) => void): void {
  if (!preferences.getState().notifications || globalThis.Notification?.permission !== 'granted') return;
  try {
    // The same tag in all tabs: the browser shows one, however many are open.
    const shown = new Notification(title, { body, tag: `tandem:${path}`, icon: '/assets/icon.svg' });
    shown.addEventListener('click', () => {
      window.focus();
      open?.(path);
      shown.close();
    });
  } catch {
    // Mobile browsers have the class and refuse to construct it.
  }
}
