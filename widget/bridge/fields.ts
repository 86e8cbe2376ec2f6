/**
 * One table per direction says what may cross between page and frame: it gives the types at compile time
 * and the checks at run time, so the two cannot drift apart.
 */
export type Check<T> = (value: unknown) => value is T;
export type Shape = Record<string, Check<unknown>>;
export type Table = Record<string, Shape>;

type Checked<C> = C extends Check<infer T> ? T : never;
type Needed<S extends Shape> = {
  [K in keyof S as undefined extends Checked<S[K]> ? never : K]: Checked<S[K]>;
};
type Optional<S extends Shape> = {
  [K in keyof S as undefined extends Checked<S[K]> ? K : never]?: Checked<S[K]>;
};
type Plain<T> = { [K in keyof T]: T[K] };

/** Every message that a table allows, told apart by `type`. */
export type MessageOf<T extends Table> = {
  [K in keyof T & string]: Plain<{ type: K } & Needed<T[K]> & Optional<T[K]>>;
}[keyof T & string];

const TEXT_LIMIT = 16_384;

export const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= TEXT_LIMIT;
export const isFlag = (value: unknown): value is boolean => value === true || value === false;
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

/** Named plain values. */
export type Flat = Record<string, string | number | boolean | null | undefined>;
export const isRecord = (value: unknown): value is Flat =>
  Object(value) === value && Object.values(value as object).every((entry) => Object(entry) !== entry);

export const maybe =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value): value is T | undefined =>
    value === undefined || check(value);

export const oneOf =
  <const T extends string>(...values: T[]): Check<T> =>
  (value): value is T =>
    values.includes(value as T);

/**
 * A fresh object with the known fields of a well-formed message, or nothing. What a sender added on top
 * does not survive. Data from a port is a structured clone: it has neither getters nor a prototype of its own.
 */
export function parseMessage<T extends Table>(table: T, data: unknown): MessageOf<T> | undefined {
  const source = Object(data) as Record<string, unknown>;
  const { type } = source;
  if (!isText(type) || !Object.hasOwn(table, type)) return undefined;
  const message: Record<string, unknown> = { type };
  for (const [field, check] of Object.entries(table[type] as Shape)) {
    const value = source[field];
    if (!check(value)) return undefined;
    if (value !== undefined) message[field] = value;
  }
  return message as MessageOf<T>;
}
