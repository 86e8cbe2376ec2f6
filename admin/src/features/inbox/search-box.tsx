import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useLocation, useSearch, useSearchParams } from 'wouter';
import { Kbd } from '@/components/ui/kbd';
import { runCommand, useCommands } from '@/lib/commands';
import styles from './search-box.module.css';

const PAUSE_MS = 180;

/** What is searched stands in the address, so that it survives a reload and can be shared. */
export function SearchBox() {
  const [params, setParams] = useSearchParams();
  const [path, navigate] = useLocation();
  const query = useSearch();
  const searched = params.get('q') ?? '';
  const [words, setWords] = useState(searched);
  const field = useRef<HTMLInputElement>(null);

  const search = (text: string) => {
    setParams(
      (before) => {
        if (text === '') before.delete('q');
        else before.set('q', text);
        return before;
      },
      { replace: true },
    );
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a pause in typing starts a search
  useEffect(() => {
    if (words.trim() === searched) return;
    const timer = setTimeout(() => search(words.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);

  const enter = () => {
    // On a phone a dialog lies over the list: what is typed next would else be taken for commands.
    if (field.current?.checkVisibility?.() === false) {
      const list = path.split('/').slice(0, 3).join('/');
      flushSync(() => navigate(query === '' ? list : `${list}?${query}`));
    }
    field.current?.focus();
    field.current?.select();
  };
  useCommands([
    {
      id: 'search',
      title: 'Search dialogs',
      group: 'Anywhere',
      keys: ['/'],
      run: enter,
    },
  ]);

  /** Out of the box and into what it found, which stays. */
  const leave = (open: boolean) => {
    field.current?.blur();
    // What stands in the list is what was found only once the search has caught up with the typing.
    if (words.trim() !== searched) search(words.trim());
    else if (open) runCommand('list.first');
  };

  const clear = () => {
    setWords('');
    search('');
  };

  return (
    <div className={styles.box}>
      <Search />
      <input
        ref={field}
        type="search"
        aria-label="Search dialogs"
        placeholder="Search dialogs"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || !['Escape', 'Enter', 'ArrowDown'].includes(event.key)) return;
          event.preventDefault();
          if (event.key !== 'Escape') leave(words.trim() !== '');
          else if (words === '') field.current?.blur();
          else clear();
        }}
      />
      {words === '' ? (
        <Kbd keys="/" />
      ) : (
        <button type="button" aria-label="Clear search" className={styles.clear} onClick={clear}>
          <X />
        </button>
      )}
    </div>
  );
}
