import { useStore } from 'zustand';
import { Kbd } from '@/components/ui/kbd';
import { Modal } from '@/components/ui/modal';
import { type Command, type CommandGroup, commands } from '@/lib/commands';
import { closeLayer } from '@/lib/layers';
import { preferences } from '@/lib/preferences';
import styles from './help-sheet.module.css';

const GROUPS: CommandGroup[] = ['Anywhere', 'List', 'Dialog', 'While typing'];

/** Keys of the fields themselves; they are no commands, because they type. */
const COMPOSER: [string, string][] = [
  ['Send', 'Enter'],
  ['New line', 'Shift+Enter'],
  ['Insert the AI’s suggestion', 'Tab'],
  ['Discard it, then leave the field', 'Escape'],
];

export function HelpSheet() {
  const all = unique(useStore(commands));
  const { singleKeys } = useStore(preferences);
  return (
    <Modal title="Keyboard" onClose={closeLayer} wide>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className={styles.sheet} tabIndex={0}>
        {GROUPS.map((group) => {
          const listed = all.filter((command) => command.group === group && command.keys.length > 0);
          if (listed.length === 0) return null;
          return (
            <section key={group}>
              <h3 className={styles.group}>{group}</h3>
              {listed.map((command) => (
                <Row key={command.id} title={command.title} keys={command.keys} />
              ))}
            </section>
          );
        })}
        <section>
          <h3 className={styles.group}>Composer</h3>
          {COMPOSER.map(([title, keys]) => (
            <Row key={title} title={title} keys={[keys]} />
          ))}
        </section>
      </div>
      <label className={styles.setting}>
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => preferences.setState({ singleKeys: event.target.checked })}
        />
        Single keys work outside of text fields. Switch this off if you dictate.
      </label>
    </Modal>
  );
}

function Row({ title, keys }: { title: string; keys: readonly string[] }) {
  return (
    <p className={styles.row}>
      <span>{title}</span>
      <span className="visually-hidden">{keys.join(' or ')}</span>
      <span className={styles.keys}>
        {keys.map((chord) => (
          <Kbd key={chord} keys={chord} always />
        ))}
      </span>
    </p>
  );
}

function unique(all: readonly Command[]): Command[] {
  return [...new Map(all.map((command) => [command.id, command])).values()];
}
