import { type FormEvent, useId, useState } from 'react';
import { useStore } from 'zustand';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/field';
import { Modal } from '@/components/ui/modal';
import { preferences } from '@/lib/preferences';
import styles from './translate-to.module.css';

const CODES = 'ar cs da de el en es fi fr he hi hu it ja ko nl no pl pt ro sv tr uk zh'.split(' ');
const names = new Intl.DisplayNames('en', { type: 'language' });
const LANGUAGES = CODES.map((code) => names.of(code) ?? code).toSorted();

interface Props {
  choose: (language: string) => void;
  onClose: () => void;
}

/** Into which language; the last one is remembered. */
export function TranslateTo({ choose, onClose }: Props) {
  const { translateTo } = useStore(preferences);
  const [language, setLanguage] = useState(translateTo);
  const list = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    preferences.setState({ translateTo: language.trim() });
    onClose();
    choose(language.trim());
  };
  return (
    <Modal title="Translate your words" onClose={onClose}>
      <form className={styles.form} onSubmit={submit}>
        <TextField
          label="Into"
          list={list}
          value={language}
          maxLength={40}
          required
          onFocus={(event) => event.target.select()}
          onChange={(event) => setLanguage(event.target.value)}
        />
        <datalist id={list}>
          {LANGUAGES.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <div className={styles.buttons}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Translate
          </Button>
        </div>
      </form>
    </Modal>
  );
}
