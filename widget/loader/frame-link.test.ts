import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToPage } from '../bridge/to-page';
import { type FrameLink, linkFrame } from './frame-link';

const ADDRESS = 'https://chat.example/embed/assistant/ast_1';
const ORIGIN = 'https://chat.example';

describe('the line to the frame', () => {
  let life: AbortController;
  let link: FrameLink;
  let heard: ToPage[];
  let refusals: number;
  let posted: ReturnType<typeof vi.fn>;
  let view: Window;

  beforeEach(() => {
    life = new AbortController();
    heard = [];
    refusals = 0;
    link = linkFrame({
      address: ADDRESS,
      greeting: () => [{ type: 'init', v: 1, token: 'secret' }],
      received: (message) => heard.push(message),
      hold: (frame) => document.body.append(frame),
      refused: () => {
        refusals += 1;
      },
      signal: life.signal,
    });
    link.make();
    view = link.frame?.contentWindow as Window;
    posted = vi.fn();
    view.postMessage = posted as never;
  });

  afterEach(() => {
    life.abort();
    document.body.replaceChildren();
  });

  function say(data: unknown, from: Partial<MessageEventInit> = {}): void {
    dispatchEvent(new MessageEvent('message', { data, origin: ORIGIN, source: view, ...from }));
  }

  const hello = { type: 'tandem:hello', v: 1 };

  it('answers the hello of its own frame with a port, to exactly its origin', () => {
    say(hello);
    expect(posted).toHaveBeenCalledOnce();
    const [message, origin, ports] = posted.mock.calls[0] as [unknown, string, MessagePort[]];
    expect(message).toEqual({ type: 'tandem:port', v: 1 });
    expect(JSON.stringify(message)).not.toContain('secret');
    expect(origin).toBe(ORIGIN);
    expect(ports).toHaveLength(1);
  });

  it.each<[string, unknown, Partial<MessageEventInit>]>([
    ['another window', hello, { source: window }],
    ['no window', hello, { source: null }],
    ['another origin', hello, { origin: 'https://evil.example' }],
    ['an opaque origin', hello, { origin: 'null' }],
    ['something else', { type: 'tandem:port', v: 1 }, {}],
    ['an older hello', { type: 'tandem:hello', v: 0 }, {}],
    ['a bare word', 'tandem:hello', {}],
    ['nothing', null, {}],
  ])('does not answer %s', (_name, data, from) => {
    say(data, from);
    expect(posted).not.toHaveBeenCalled();
  });

  it('answers once for each load of the frame', () => {
    say(hello);
    say(hello);
    expect(posted).toHaveBeenCalledOnce();
    link.frame?.dispatchEvent(new Event('load'));
    say(hello);
    expect(posted).toHaveBeenCalledTimes(2);
  });

  it('says that a frame is not ours which has loaded and stays silent, and only then', () => {
    vi.useFakeTimers();
    const load = () => link.frame?.dispatchEvent(new Event('load'));
    load();
    vi.advanceTimersByTime(1_000);
    expect(refusals).toBe(1);
    say(hello);
    load();
    vi.advanceTimersByTime(1_000);
    load();
    say(hello);
    vi.advanceTimersByTime(1_000);
    expect(refusals).toBe(1);
    vi.useRealTimers();
  });

  it('delivers what waited after the first words, and drops what is malformed', async () => {
    link.send({ type: 'open' });
    say(hello);
    const [, , ports] = posted.mock.calls[0] as [unknown, string, [MessagePort]];
    const [port] = ports;
    const got: unknown[] = [];
    port.onmessage = ({ data }) => got.push(data);
    await vi.waitFor(() => expect(got).toHaveLength(2));
    expect(got).toEqual([{ type: 'init', v: 1, token: 'secret' }, { type: 'open' }]);

    port.postMessage({ type: 'event', name: 5, detail: {}, state: {} });
    port.postMessage({ type: 'navigate', url: 'https://evil.example' });
    port.postMessage({ type: 'close', extra: '<script>' });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard).toEqual([{ type: 'close' }]);
  });

  it('makes no frame, and so no request, for a message alone', () => {
    const quiet = linkFrame({
      address: ADDRESS,
      greeting: () => [],
      received: () => {},
      hold: () => {},
      refused: () => {},
      signal: life.signal,
    });
    quiet.send({ type: 'identify', name: 'Ann' });
    expect(quiet.frame).toBeUndefined();
  });
});
