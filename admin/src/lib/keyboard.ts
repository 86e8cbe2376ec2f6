import { isSingleKey, matches } from './chord';
import { type Command, commands } from './commands';
import { preferences } from './preferences';

/** How long a `G` waits for its second key. */
const SEQUENCE_MS = 1_200;

/** Listens for all keys of the dashboard, at one place, so that two parts never answer one press. */
export function listenToKeys(target: Window, now: () => number = Date.now): () => void {
  let before: KeyboardEvent | undefined;
  let beforeAt = 0;

  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isModifier(event.key)) return;
    const first = before && now() - beforeAt < SEQUENCE_MS ? before : undefined;
    before = undefined;
    const fits = (command: Command) => command.enabled !== false && command.keys.some(pressed);
    const pressed = (chord: string) => {
      if (isSingleKey(chord) && (isTextField(event.target) || !preferences.getState().singleKeys))
        return false;
      const [one = '', two] = chord.split(' ');
      if (two === undefined) return first === undefined && matches(one, event);
      return first !== undefined && matches(one, first) && matches(two, event);
    };
    // It closes itself with Esc, and the page under it stays as it is.
    if (target.document.querySelector('dialog[open]')) return;
    const command = commands.getState().findLast(fits);
    if (command) {
      event.preventDefault();
      command.run();
    } else if (startsSequence(event)) {
      before = event;
      beforeAt = now();
    }
  };

  target.addEventListener('keydown', onKey);
  return () => target.removeEventListener('keydown', onKey);
}

function startsSequence(event: KeyboardEvent): boolean {
  return (
    !isTextField(event.target) &&
    commands
      .getState()
      .some(({ keys }) =>
        keys.some((chord) => chord.includes(' ') && matches(chord.split(' ')[0] ?? '', event)),
      )
  );
}

export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'button', 'color'].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  );
}

function isModifier(key: string): boolean {
  return ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'CapsLock'].includes(key);
}
