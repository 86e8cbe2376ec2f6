import type { Contact } from './wire';

/** The name that a visitor has told, if any. */
export function ownNameOf(contact: Contact): string | undefined {
  return contact.name?.trim() || contact.email?.trim() || undefined;
}

/** A name stands there that anybody could have typed, a colleague's too. */
export const isOnlyClaimed = (contact: Contact): boolean =>
  !contact.verified && ownNameOf(contact) !== undefined;

/** What to call a visitor who may have told nothing. */
export function nameOf(contact: Contact): string {
  return ownNameOf(contact) ?? `Visitor ${contact.id}`;
}
