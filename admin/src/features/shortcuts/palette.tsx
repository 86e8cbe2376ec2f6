import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Kbd } from '@/components/ui/kbd';
import { Modal } from '@/components/ui/modal';
import { type Command, type CommandGroup, commands } from '@/lib/commands';
import { closeLayer } from '@/lib/layers';
import { rank } from './fuzzy';
import styles from './palette.module.css';

/** Every action that can be done now, by name. */
export function Palette() {
  // As the page stood when it was opened: the list must not jump under somebody's fingers.
  const [all] = useState(() => offered());
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const found = rank(words, all, ({ title }) => title);
  const chosen = found[at];

  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });

  const run = (command = chosen) => {
    // First the layer goes and gives focus back, then the command may move it.
    flushSync(closeLayer);
    command?.run();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((at + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run();
    }
  };

  return (
    <Modal title="Palette" onClose={closeLayer} bare>
      <label className={styles.search}>
        <Search />
        <input
          role="combobox"
          aria-label="What to do"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={chosen ? `${id}-${at}` : undefined}
          placeholder="What do you want to do?"
          autoComplete="off"
          spellCheck={false}
          value={words}
          onKeyDown={onKeyDown}
          onChange={(event) => {
            setWords(event.target.value);
            setAt(0);
          }}
        />
      </label>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label="Actions" className={styles.list}>
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above takes the keys
          // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant
          <div
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.item}
            onClick={() => run(command)}
            onPointerMove={() => setAt(index)}
          >
            <span>{command.title}</span>
            {command.keys[0] !== undefined && <Kbd keys={command.keys[0]} />}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className={styles.none}>Nothing is called that.</p>}
    </Modal>
  );
}

/** What is nearest comes first. */
const NEAREST: CommandGroup[] = ['Dialog', 'List', 'Anywhere', 'While typing'];

function offered(): Command[] {
  return commands
    .getState()
    .filter(({ id, enabled }) => enabled !== false && id !== 'palette')
    .sort((a, b) => NEAREST.indexOf(a.group) - NEAREST.indexOf(b.group));
}
