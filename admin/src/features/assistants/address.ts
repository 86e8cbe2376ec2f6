/** Whether a key that was made for one goes to the other too. */
export function isSameServer(typed: string, saved: string | null | undefined): boolean {
  return serverOf(typed.trim()) === serverOf(saved ?? '');
}

/** Left empty it is the provider’s, and the server takes that for no other address. */
function serverOf(address: string): string {
  try {
    return new URL(address).origin;
  } catch {
    return address;
  }
}

/** Why nobody could call that address; one that is left out is the provider’s own. */
export function wrongAddress(address: string): string | undefined {
  if (address === '') return undefined;
  try {
    return /^https?:$/.test(new URL(address).protocol) ? undefined : 'It has to begin with https://.';
  } catch {
    return 'It has to be a whole address, such as https://api.example.com/v1.';
  }
}
