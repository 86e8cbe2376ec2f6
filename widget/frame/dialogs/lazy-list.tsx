import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

let list: ComponentType | undefined;

/** Most visitors have one dialog and never see the list: it comes when it is asked for. */
export function LazyDialogList() {
  const [List, setList] = useState<ComponentType | undefined>(() => list);
  useEffect(() => {
    if (List) return;
    void import('./dialog-list').then((module) => {
      list = module.DialogList;
      setList(() => module.DialogList);
    });
  }, [List]);
  return List ? <List /> : <div class="dialogs" />;
}
