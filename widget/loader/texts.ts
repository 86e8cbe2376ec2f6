/** Every word that the loader itself shows. The panel's own words are in `frame/i18n`. */
export const panel = 'Chat';
export const open = 'Open chat';
export const close = 'Close chat';
export const unread = ' unread';
export const loading = 'Opening the chat…';
export const blocked = 'The chat could not be opened here.';
export const elsewhere = 'Open it in a new tab';
