/** What is written but not sent, per dialog and kind. Survives switching, reloading and closing the tab. */
export type DraftKind = 'reply' | 'note';

const key = (dialogId: number, kind: DraftKind) => `tandem:draft:${dialogId}:${kind}`;

export function readDraft(dialogId: number, kind: DraftKind): string {
  try {
    return localStorage.getItem(key(dialogId, kind)) ?? '';
  } catch {
    return '';
  }
}

export function writeDraft(dialogId: number, kind: DraftKind, text: string): void {
  try {
    if (text === '') localStorage.removeItem(key(dialogId, kind));
    else localStorage.setItem(key(dialogId, kind), text);
  } catch {
    // Without storage a draft lives as long as its field does.
  }
}

/** On signing out: drafts are somebody's words. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith('tandem:draft:')) localStorage.removeItem(name);
  } catch {
    // Nothing was stored then.
  }
}
