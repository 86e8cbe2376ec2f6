import { say } from './toasts';

export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied.`);
  } catch {
    // No secure context, or refused: the text stands on the page to be selected.
    say('The browser did not allow copying. Select the text and copy it.', 'danger');
  }
}
