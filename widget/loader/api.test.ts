import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApi, type TandemApi } from './api';

class Sheet {
  replaceSync(): void {}
}

let api: TandemApi;
const chat = (): HTMLElement | null => document.querySelector('tandem-chat');
const inside = (selector: string): HTMLElement | null => chat()?.shadowRoot?.querySelector(selector) ?? null;
const make = (settings: object = {}): TandemApi =>
  createApi({ host: 'https://chat.example', assistant: 'ast_1', ...settings }, '1.2.3');

beforeEach(() => {
  vi.stubGlobal('CSSStyleSheet', Sheet);
  vi.stubGlobal('CSS', { supports: (_property: string, value: string) => value.startsWith('#') });
  vi.stubGlobal('visualViewport', null);
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {} }));
});

afterEach(() => {
  api('destroy');
  vi.unstubAllGlobals();
  vi.useRealTimers();
  localStorage.clear();
});

describe('the loader', () => {
  it('puts one launcher beside the body and asks for nothing', () => {
    api = make();
    expect(chat()?.parentElement).toBe(document.documentElement);
    expect(inside('.launcher')?.ariaLabel).toBe('Open chat');
    expect(inside('iframe')).toBeNull();
    expect(localStorage.length).toBe(0);
  });

  it('makes the frame on the first sign of intent', () => {
    api = make();
    inside('.launcher')?.dispatchEvent(new Event('pointerdown'));
    expect(inside('iframe')?.getAttribute('src')).toBe('https://chat.example/embed/assistant/ast_1');
    expect(api.state?.open).toBe(false);
  });

  it('opens, closes and gives the focus back', () => {
    api = make();
    inside('.launcher')?.click();
    expect(api.state?.open).toBe(true);
    expect(inside('.launcher')?.ariaLabel).toBe('Close chat');
    expect(chat()?.shadowRoot?.activeElement?.ariaLabel).toBe('Close chat');
    inside('.root')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(api.state?.open).toBe(false);
    expect(chat()?.shadowRoot?.activeElement).toBe(inside('.launcher'));
  });

  it('does in its time what was asked before there was a chat', () => {
    api = make({ assistant: undefined, manual: '' });
    api('open');
    expect(chat()).toBeNull();
    api('boot', { assistant: 'ast_2' });
    expect(api.state?.open).toBe(true);
    expect(inside('iframe')?.getAttribute('src')).toContain('/embed/assistant/ast_2');
  });

  it('throws nothing into the page', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    api = make();
    for (const verb of [
      'open',
      'identify',
      'setAttributes',
      'setTheme',
      'on',
      'nonsense',
      'constructor',
      '__proto__',
    ])
      expect(() => api(verb, null)).not.toThrow();
    expect(() => api('boot', null)).not.toThrow();
    error.mockRestore();
  });

  it('gives events to its listeners and to the window, until they are taken off', () => {
    api = make();
    const listener = vi.fn();
    const onWindow = vi.fn();
    addEventListener('tandem:open', onWindow, { once: true });
    api('on', 'open', listener);
    api('open');
    api('off', 'open', listener);
    api('open');
    expect(listener).toHaveBeenCalledOnce();
    expect(onWindow).toHaveBeenCalledOnce();
  });

  it('says so when the frame does not answer', () => {
    vi.useFakeTimers();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    api = make();
    const blocked = vi.fn();
    api('on', 'blocked', blocked);
    api('open');
    vi.advanceTimersByTime(8_000);
    expect(blocked).toHaveBeenCalledWith({ reason: 'no_answer' });
    expect(inside('.panel a')?.getAttribute('href')).toBe('https://chat.example/embed/assistant/ast_1');
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  it('says so at once when what has loaded is not the chat', () => {
    vi.useFakeTimers();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    api = make();
    const blocked = vi.fn();
    api('on', 'blocked', blocked);
    api('open');
    inside('iframe')?.dispatchEvent(new Event('load'));
    vi.advanceTimersByTime(500);
    expect(blocked).toHaveBeenCalledOnce();
    expect(inside('.panel [role=status]')?.textContent).toContain('could not be opened here');
    warn.mockRestore();
  });

  it('says nothing of it before somebody opens the chat', () => {
    vi.useFakeTimers();
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    api = make();
    inside('.launcher')?.dispatchEvent(new Event('pointerdown'));
    inside('iframe')?.dispatchEvent(new Event('load'));
    vi.advanceTimersByTime(9_000);
    expect(warn).not.toHaveBeenCalled();
    api('open');
    vi.advanceTimersByTime(1);
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  it('comes back when a framework removes it, and not after destroy', async () => {
    api = make();
    const host = chat();
    host?.remove();
    await vi.waitFor(() => expect(chat()).toBe(host));
    api('destroy');
    expect(chat()).toBeNull();
  });

  it('stands inline where the page wants it, without a launcher', () => {
    const place = document.createElement('div');
    document.body.append(place);
    api = make({ assistant: undefined, site: 'sit_1', token: 'jwt', target: place });
    expect(chat()?.parentElement).toBe(place);
    expect(inside('.launcher')?.hidden).toBe(true);
    expect(inside('iframe')?.getAttribute('src')).toBe('https://chat.example/embed/site/sit_1');
    expect(inside('iframe')?.getAttribute('src')).not.toContain('jwt');
    place.remove();
  });

  it('takes a colour only if it is one', () => {
    api = make({ color: 'red;} *{display:none' });
    expect(inside('.root')?.style.getPropertyValue('--brand')).toBe('#4f46e5');
    api('setTheme', { color: '#abc' });
    expect(inside('.root')?.style.getPropertyValue('--brand')).toBe('#abc');
  });

  it('keeps its state out of reach', () => {
    api = make();
    expect(Object.isFrozen(api.state)).toBe(true);
    expect(api.version).toBe('1.2.3');
  });
});
