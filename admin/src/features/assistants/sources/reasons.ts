const REASONS: Record<string, string> = {
  invalid_address: 'it is no address of the web',
  address_refused: 'the address leads into a private network',
  unreachable: 'the server could not be reached',
  timed_out: 'it took too long',
  broke_off: 'the connection broke off',
  tls: 'its certificate is not trusted',
  too_many_redirects: 'it redirects too often',
  too_large: 'it is too large',
  unknown_type: 'it is no text, HTML, Markdown or PDF',
  unreadable: 'it cannot be read',
  encrypted: 'it is locked with a password',
  empty: 'there is no text in it',
  not_a_sitemap: 'it is no sitemap',
  limit_reached: 'there are more pages than one source may have',
  duplicate: 'another page has the same text',
};

/** Why a page or a source brought nothing, as the end of a sentence. */
export function because(reason: string | null | undefined, status?: number | null): string {
  if (reason === 'http_error') return `the server answered ${status ?? 'with an error'}`;
  return REASONS[reason ?? ''] ?? reason?.replaceAll('_', ' ') ?? 'of an unknown error';
}
