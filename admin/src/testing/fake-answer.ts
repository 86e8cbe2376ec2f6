export type Body = Record<string, unknown>;

export interface FakeAnswer {
  status: number;
  body: unknown;
}

export const ok = (body: unknown): FakeAnswer => ({ status: 200, body });
export const list = (items: readonly unknown[]): FakeAnswer => ok({ items: structuredClone(items) });
export const problemBody = (code: string, title: string) => ({ code, title, retryable: false });
export const problem = (status: number, code: string, title: string): FakeAnswer => ({
  status,
  body: problemBody(code, title),
});
