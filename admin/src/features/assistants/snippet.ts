import type { Assistant, Site } from '@/lib/wire';

/** What the launcher has to know before its first request stands in the tag. */
export function snippet(origin: string, assistant: Pick<Assistant, 'id' | 'color'>): string {
  return `<script async src="${origin}/widget.js" data-assistant="${assistant.id}" data-color="${assistant.color}"></script>`;
}

export function siteFrame(origin: string, site: Pick<Site, 'id'>): string {
  return `<script async src="${origin}/widget.js" data-site="${site.id}" data-token="…the token your server made…"></script>`;
}

export function cspLines(origin: string): string {
  return `script-src ${origin};\nframe-src ${origin};`;
}

/** How the customer's server vouches for a signed-in user; Node has all it needs. */
export function tokenExample(site: Pick<Site, 'id'>): string {
  return `import { createHmac } from 'node:crypto';

const encode = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');

export function chatToken(user) {
  const body = [
    encode({ alg: 'HS256', typ: 'JWT' }),
    encode({
      iss: '${site.id}',
      sub: String(user.id),
      name: user.name,
      email: user.email,
      exp: Math.floor(Date.now() / 1000) + 3600,
    }),
  ].join('.');
  const signature = createHmac('sha256', process.env.TANDEM_SITE_SECRET).update(body).digest('base64url');
  return \`\${body}.\${signature}\`;
}`;
}
