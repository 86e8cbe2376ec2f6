import { Briefcase, Languages, Minus, PenLine, Smile, Sparkles, SpellCheck } from 'lucide-react';
import { type RefObject, useRef, useState } from 'react';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { type Command, useCommands } from '@/lib/commands';
import type { DraftMode } from '@/lib/wire';
import styles from './composer.module.css';
import { TranslateTo } from './translate-to';

interface Props {
  typed: boolean;
  /** Who may not reply gets no draft of a reply. */
  enabled: boolean;
  ask: (mode: DraftMode, language?: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** The AI as a writing hand: a draft from nothing, or the typed words in another way. */
export function AssistMenu({ typed, enabled, ask, field }: Props) {
  const root = useRef<HTMLSpanElement>(null);
  const [translating, setTranslating] = useState(false);
  const rewrites: MenuItem[] = [
    { label: 'Make it shorter', icon: <Minus />, run: () => ask('shorter') },
    { label: 'Make it friendlier', icon: <Smile />, run: () => ask('friendlier') },
    { label: 'Make it more formal', icon: <Briefcase />, run: () => ask('formal') },
    { label: 'Correct spelling and grammar', icon: <SpellCheck />, run: () => ask('correct') },
    { label: 'Translate…', icon: <Languages />, run: () => setTranslating(true) },
  ];
  const draft: MenuItem = {
    label: 'Draft a reply instead',
    icon: <PenLine />,
    keys: 'D',
    run: () => ask('reply'),
  };

  const command = (id: string, title: string, keys: string[], run: () => void, on: boolean): Command => ({
    id: `assist.${id}`,
    title,
    group: 'Dialog',
    keys,
    run,
    enabled: on,
  });
  useCommands([
    command('draft', 'Draft a reply with AI', ['D'], () => ask('reply'), enabled),
    command(
      'menu',
      'Let the AI write or rewrite…',
      ['Alt+I'],
      () => root.current?.querySelector('button')?.click(),
      enabled,
    ),
    ...rewrites.map(({ label, run }) =>
      command(label, `${label.replace('…', '')} with AI`, [], run, enabled && typed),
    ),
  ]);

  if (!enabled) return null;
  return (
    <span ref={root} className={styles.assist}>
      {typed ? (
        <Menu
          items={[...rewrites, draft]}
          upwards
          trigger={(props) => (
            <button type="button" {...props} className={styles.ask} title="Let the AI rewrite it (Alt + I)">
              <Sparkles /> Rewrite
            </button>
          )}
        />
      ) : (
        // With nothing to rewrite there is nothing to choose.
        <button type="button" className={styles.ask} title="Let the AI draft a reply (D)" onClick={draft.run}>
          <Sparkles /> Draft
        </button>
      )}
      {translating && (
        <TranslateTo
          choose={(language) => ask('translate', language)}
          onClose={() => {
            setTranslating(false);
            field.current?.focus();
          }}
        />
      )}
    </span>
  );
}
