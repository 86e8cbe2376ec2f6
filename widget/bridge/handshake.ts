export const VERSION = 1;
const HELLO = 'tandem:hello';
const PORT = 'tandem:port';

/** The frame's one public word. It carries no secret, so it may go to whoever embeds the frame. */
export const helloMessage = { type: HELLO, v: VERSION };
/** The page's answer; the port itself travels as the transferred object. */
export const portMessage = { type: PORT, v: VERSION };

const isOf = (type: string, data: unknown): boolean =>
  Object(data).type === type && Object(data).v >= VERSION;

export const isHello = (data: unknown): boolean => isOf(HELLO, data);

/** The transferred port, if this is the answer to our hello and holds exactly one. */
export function portOf(event: MessageEvent): MessagePort | undefined {
  return isOf(PORT, event.data) && event.ports.length === 1 ? event.ports[0] : undefined;
}
