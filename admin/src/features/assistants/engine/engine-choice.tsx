import { BookOpen, Bot, Cpu, Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import type { EngineKind } from '@/lib/wire';
import styles from './engine.module.css';

const CHOICES: Record<EngineKind, { icon: ReactNode; name: string; about: string }> = {
  knowledge: {
    icon: <BookOpen />,
    name: 'Built in',
    about: 'Answers in the words of your articles. No key, no cost, nothing leaves this server.',
  },
  openai: {
    icon: <Cpu />,
    name: 'OpenAI-compatible',
    about: 'A model at OpenAI, Azure, Ollama, vLLM, LiteLLM or anywhere that speaks alike.',
  },
  anthropic: { icon: <Bot />, name: 'Anthropic', about: 'A Claude model writes, from your articles.' },
  webhook: {
    icon: <Workflow />,
    name: 'Workflow',
    about: 'n8n, Make or your own code is told of each question and answers when it is ready.',
  },
};

interface Props {
  kind: EngineKind;
  /** A kind that is not offered here. */
  without?: EngineKind;
  onChange: (kind: EngineKind) => void;
}

export function EngineChoice({ kind, without, onChange }: Props) {
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.legend}>Who writes the answers</legend>
      {Object.entries(CHOICES)
        .filter(([name]) => name !== without)
        .map(([name, { icon, name: title, about }]) => (
          <label key={name} className={styles.choice}>
            <input
              type="radio"
              name="engine"
              aria-label={title}
              aria-describedby={`engine-${name}`}
              checked={name === kind}
              onChange={() => onChange(name as EngineKind)}
            />
            {icon}
            <span className={styles.words}>
              <strong>{title}</strong>
              <span id={`engine-${name}`} className={styles.about}>
                {about}
              </span>
            </span>
          </label>
        ))}
    </fieldset>
  );
}
