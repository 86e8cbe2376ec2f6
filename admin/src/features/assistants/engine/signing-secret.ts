const BYTES = 32;

/** A secret with which the server signs what it sends to a workflow; made here, so that it is seen here only. */
export function makeSigningSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
