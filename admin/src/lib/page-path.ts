/** The part of an address that tells where in the shop somebody is. */
export function pathOf(address: string): string {
  try {
    const { host, pathname } = new URL(address);
    return pathname === '/' ? host : decodeURI(pathname);
  } catch {
    return address;
  }
}
