import styles from './engine.module.css';
import { OPENAI_PRESETS } from './presets';

interface Props {
  address: string;
  onChoose: (address: string) => void;
}

/** Takes over the address of somebody who speaks the OpenAI form. */
export function PresetButtons({ address, onChoose }: Props) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one line
    <div className={styles.presets} role="group" aria-label="Whose form to start from">
      <span>Start from</span>
      {OPENAI_PRESETS.map(({ name, base_url }) => (
        <button
          key={name}
          type="button"
          aria-pressed={address === base_url}
          onClick={() => onChoose(base_url)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
