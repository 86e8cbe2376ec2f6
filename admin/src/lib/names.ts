import type { Contact } from './wire';

/** The name that a visitor has told, if any. */
export function ownNameOf(contact: Contact): string | undefined {
  return contact.name?.trim() || contact.email?.trim() || undefined;
}

/** What to call a visitor who may have told nothing. */
export function nameOf(contact: Contact): string {
  return ownNameOf(contact) ?? `Visitor ${contact.id}`;
}
