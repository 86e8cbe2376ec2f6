import { afterEach, describe, expect, it, vi } from 'vitest';
import { openVisitor } from './visitor';

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

describe('a visitor', () => {
  it('gets a token of 256 bits, and nothing is stored before they speak', () => {
    const visitor = openVisitor('ast_1');
    expect(visitor.learnt.token).toMatch(/^[\w-]{43}$/);
    expect(visitor.kept).toBe(false);
    visitor.learn({ color: '#123456' });
    expect(localStorage.length).toBe(0);
  });

  it('is known again after having spoken, with the look that was learnt', () => {
    const first = openVisitor('ast_1');
    first.keep();
    first.learn({ color: '#123456' });
    const again = openVisitor('ast_1');
    expect(again.kept).toBe(true);
    expect(again.learnt).toEqual({ token: first.learnt.token, color: '#123456' });
    expect(openVisitor('ast_2').kept).toBe(false);
  });

  it('is a new one when the page has put something else there', () => {
    for (const found of [
      'nonsense',
      '{"token":"short"}',
      '[]',
      'null',
      '7',
      `{"token":"${'x'.repeat(42)}!"}`,
    ]) {
      localStorage.setItem('tandem:ast_1', found);
      expect(openVisitor('ast_1').kept).toBe(false);
    }
  });

  it('lives in memory where the storage throws', () => {
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
      throw new DOMException('blocked', 'SecurityError');
    });
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    const visitor = openVisitor('ast_1');
    visitor.keep();
    expect(visitor.kept).toBe(true);
    expect(visitor.learnt.token).toMatch(/^[\w-]{43}$/);
  });

  it('is forgotten when the page says so', () => {
    const visitor = openVisitor('ast_1');
    visitor.keep();
    visitor.forget();
    expect(localStorage.length).toBe(0);
  });

  it('keeps to the storage that the page chose', () => {
    openVisitor('ast_1', 'session').keep();
    openVisitor('ast_2', 'memory').keep();
    expect(localStorage.length).toBe(0);
    expect(sessionStorage.length).toBe(1);
    sessionStorage.clear();
  });
});
