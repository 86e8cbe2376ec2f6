import { applies, type Surroundings } from './display.ts';
import type { Property } from './published.ts';
import { isExpression, type Values } from './workflow.ts';

/** What is wrong with a node's parameters, by what n8n says of them. */
export function parameterComplaints(properties: Property[], given: Values, version: number): string[] {
  const root = filled(properties, given, { version, values: given, root: given });
  return complaints(properties, given, { version, values: root, root }, '');
}

/** What was given, and the defaults of what was not. */
function filled(properties: Property[], given: Values, around: Surroundings): Values {
  const values: Values = { ...given };
  for (const property of properties) {
    const seen = { ...around, values, root: around.values === around.root ? values : around.root };
    if (!(property.name in values) && applies(property, seen)) values[property.name] = property.default;
  }
  return values;
}

function complaints(properties: Property[], given: Values, around: Surroundings, at: string): string[] {
  const found: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const named = properties.filter((property) => property.name === name);
    const property = named.find((candidate) => applies(candidate, around));
    if (named.length === 0) found.push(`${at}${name}: there is no such parameter`);
    else if (property === undefined) found.push(`${at}${name}: has no effect with these others`);
    else found.push(...valueComplaints(property, value, around, `${at}${name}`));
  }
  for (const property of properties) {
    const value = around.values[property.name];
    const empty = value === undefined || value === '' || value === null;
    if (property.required && empty && applies(property, around)) {
      found.push(`${at}${property.name}: is required`);
    }
  }
  return found;
}

const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueComplaints(property: Property, value: unknown, around: Surroundings, at: string): string[] {
  if (isExpression(value)) return [];
  const unless = (good: boolean, complaint: string) => (good ? [] : [`${at}: ${complaint}`]);
  switch (property.type) {
    case 'boolean':
    case 'number':
    case 'string':
      return unless(typeof value === property.type, `is not a ${property.type}`);
    case 'credentialsSelect':
      return unless(typeof value === 'string', 'is not a string');
    case 'json':
      return unless(typeof value === 'string' && isJson(value), 'is not JSON');
    case 'options':
      return unless(offers(property, value), `${JSON.stringify(value)} is not offered`);
    case 'collection':
      if (!isRecord(value)) return [`${at}: is not an object`];
      return inner(property.options ?? [], value, around, `${at}.`);
    case 'fixedCollection':
      if (!isRecord(value)) return [`${at}: is not an object`];
      return groupComplaints(property, value, around, at);
    case 'assignmentCollection':
      return assignmentComplaints(value, at);
    default:
      return [`${at}: this check does not know the type ${property.type}`];
  }
}

function inner(properties: Property[], given: Values, around: Surroundings, at: string): string[] {
  const values = filled(properties, given, { ...around, values: given });
  return complaints(properties, given, { ...around, values }, at);
}

function groupComplaints(property: Property, value: Values, around: Surroundings, at: string): string[] {
  return Object.entries(value).flatMap(([name, group]) => {
    const known = property.options?.find((option) => option.name === name)?.values;
    if (known === undefined) return [`${at}.${name}: there is no such group`];
    const several = property.typeOptions?.multipleValues === true;
    if (Array.isArray(group) !== several) return [`${at}.${name}: is ${several ? 'no' : 'a'} list`];
    const items = (several ? group : [group]) as Values[];
    return items.flatMap((item, index) => inner(known, item, around, `${at}.${name}[${index}].`));
  });
}

const ASSIGNED = ['string', 'number', 'boolean', 'array', 'object', 'binary'];

function assignmentComplaints(value: unknown, at: string): string[] {
  const list = isRecord(value) ? value.assignments : undefined;
  if (!Array.isArray(list)) return [`${at}: has no list of assignments`];
  const ids = new Set(list.map(({ id }) => id));
  const doubled = ids.size === list.length ? [] : [`${at}: two have the same id`];
  const wrong = list.flatMap((one: Values, index) => {
    const whole = [one.id, one.name].every((text) => typeof text === 'string' && text !== '');
    const good = whole && ASSIGNED.includes(String(one.type)) && 'value' in one;
    return good ? [] : [`${at}[${index}]: is not whole`];
  });
  return [...doubled, ...wrong];
}

const offers = (property: Property, value: unknown) =>
  property.options?.some((option) => option.value === value) === true;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
