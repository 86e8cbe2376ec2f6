/** Which chat this frame is, read from its own address: the server serves one document for all of them. */
export interface Where {
  kind: 'assistant' | 'site';
  id: string;
}

export function readAddress(pathname: string): Where | undefined {
  const match = /^\/embed\/(assistant|site)\/([^/]+)\/?$/.exec(pathname);
  const [, kind, id] = match ?? [];
  if (!kind || !id) return undefined;
  try {
    return { kind: kind as Where['kind'], id: decodeURIComponent(id) };
  } catch {
    return undefined;
  }
}
