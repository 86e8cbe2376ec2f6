import { Icon } from '../icons/icon';

interface Props {
  kind: 'ai' | 'person';
  name: string;
  url?: string | null | undefined;
  large?: boolean;
}

/** Our own server's pictures only: the frame's policy refuses every other, and says so in the console. */
function ownPicture(url: string | null | undefined): string | undefined {
  if (!url) return undefined;
  try {
    const address = new URL(url, location.href);
    return address.origin === location.origin ? address.href : undefined;
  } catch {
    return undefined;
  }
}

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => Array.from(word)[0] ?? '')
    .join('')
    .toUpperCase();

export function Avatar({ kind, name, url, large = false }: Props) {
  const picture = ownPicture(url);
  return (
    <span class={`avatar avatar-${kind} ${large ? 'avatar-large' : ''}`} aria-hidden="true">
      {picture ? <img src={picture} alt="" /> : kind === 'ai' ? <Icon name="spark" /> : initials(name)}
    </span>
  );
}
