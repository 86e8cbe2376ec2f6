import type { Contact } from './wire';

/** What to call a visitor who may have told nothing. */
export function nameOf(contact: Contact): string {
  return contact.name?.trim() || contact.email?.trim() || `Visitor ${contact.id}`;
}
