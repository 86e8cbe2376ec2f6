import { fireEvent, render } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Command, useCommands } from './commands';
import { listenToKeys } from './keyboard';
import { preferences } from './preferences';

let stop: () => void;
let time = 0;
beforeEach(() => {
  time = 0;
  stop = listenToKeys(window, () => time);
});
afterEach(() => {
  stop();
  preferences.setState({ singleKeys: true });
});

function Screen({ offered }: { offered: Partial<Command>[] }) {
  useCommands(
    offered.map((command, index) => ({
      id: `c${index}`,
      title: 'x',
      group: 'Anywhere',
      keys: [],
      run: () => undefined,
      ...command,
    })),
  );
  return <input aria-label="field" />;
}

describe('keys', () => {
  test('a second key within a moment makes a sequence, and is not a single key then', () => {
    const [goAll, assign] = [vi.fn(), vi.fn()];
    render(
      <Screen
        offered={[
          { keys: ['G A'], run: goAll },
          { keys: ['A'], run: assign },
        ]}
      />,
    );
    fireEvent.keyDown(document.body, { key: 'g' });
    fireEvent.keyDown(document.body, { key: 'a' });
    expect([goAll.mock.calls.length, assign.mock.calls.length]).toEqual([1, 0]);

    fireEvent.keyDown(document.body, { key: 'g' });
    time = 2_000;
    fireEvent.keyDown(document.body, { key: 'a' });
    expect([goAll.mock.calls.length, assign.mock.calls.length]).toEqual([1, 1]);
  });

  test('single keys are letters in a text field; Alt keys work there too', () => {
    const [single, alt] = [vi.fn(), vi.fn()];
    const { getByLabelText } = render(
      <Screen
        offered={[
          { keys: ['T'], run: single },
          { keys: ['Alt+T'], run: alt },
        ]}
      />,
    );
    fireEvent.keyDown(getByLabelText('field'), { key: 't' });
    fireEvent.keyDown(getByLabelText('field'), { key: 't', altKey: true });
    expect([single.mock.calls.length, alt.mock.calls.length]).toEqual([0, 1]);
  });

  test('single keys can be switched off', () => {
    const single = vi.fn();
    render(<Screen offered={[{ keys: ['T'], run: single }]} />);
    preferences.setState({ singleKeys: false });
    fireEvent.keyDown(document.body, { key: 't' });
    expect(single).not.toHaveBeenCalled();
  });

  test('over the page lies a dialog: its keys are its own, Esc too', () => {
    const leave = vi.fn();
    const { container } = render(<Screen offered={[{ keys: ['Escape'], run: leave }]} />);
    const dialog = document.createElement('dialog');
    container.append(dialog);
    dialog.setAttribute('open', '');
    fireEvent.keyDown(dialog, { key: 'Escape' });
    expect(leave).not.toHaveBeenCalled();
    dialog.removeAttribute('open');
    fireEvent.keyDown(document.body, { key: 'Escape' });
    expect(leave).toHaveBeenCalledTimes(1);
  });

  test('what cannot be done now does nothing, and what left the screen neither', () => {
    const [off, gone] = [vi.fn(), vi.fn()];
    const { unmount } = render(
      <Screen
        offered={[
          { keys: ['T'], run: off, enabled: false },
          { keys: ['E'], run: gone },
        ]}
      />,
    );
    fireEvent.keyDown(document.body, { key: 't' });
    unmount();
    fireEvent.keyDown(document.body, { key: 'e' });
    expect([off.mock.calls.length, gone.mock.calls.length]).toEqual([0, 0]);
  });
});
