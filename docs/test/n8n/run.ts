import { isExpression, type Values, type Workflow, type WorkflowNode } from './workflow.ts';

/** What an HTTP Request node sends. */
export interface Sent {
  node: string;
  method: unknown;
  url: unknown;
  body: unknown;
}

/** What comes back for it; a failure takes the node's other output. */
export type Send = (sent: Sent) => Values | 'fails';

interface Desk {
  workflow: Workflow;
  send: Send;
  said: Map<string, Values>;
}

/**
 * Runs a workflow of the nodes that the example is made of, with one item. No n8n: only its expressions are
 * computed as n8n does, so that a mistake in them shows.
 */
export function run(workflow: Workflow, posted: Values, send: Send): void {
  const start = workflow.nodes.find(({ type }) => type.endsWith('.webhook'));
  if (start === undefined) throw new Error('nothing starts this workflow');
  const desk: Desk = { workflow, send, said: new Map() };
  follow(desk, start, 0, { headers: {}, params: {}, query: {}, body: posted });
}

function follow(desk: Desk, from: WorkflowNode, output: number, json: Values): void {
  desk.said.set(from.name, json);
  const targets = desk.workflow.connections[from.name]?.main?.[output] ?? [];
  for (const target of targets) {
    const node = desk.workflow.nodes.find(({ name }) => name === target.node);
    if (node === undefined) throw new Error(`there is no ${target.node}`);
    const [next, result] = work(desk, node, json);
    follow(desk, node, next, result);
  }
}

function work(desk: Desk, node: WorkflowNode, json: Values): [number, Values] {
  const compute = (value: unknown) => computed(value, json, desk.said);
  if (node.type.endsWith('.set')) {
    const { assignments } = node.parameters.assignments as {
      assignments: { name: string; value: unknown }[];
    };
    return [0, Object.fromEntries(assignments.map(({ name, value }) => [name, compute(value)]))];
  }
  const { method, url, jsonBody } = node.parameters;
  const body = JSON.parse(String(compute(jsonBody)));
  const answer = desk.send({ node: node.name, method, url: compute(url), body });
  return answer === 'fails' ? [1, { error: { message: 'failed' } }] : [0, answer];
}

/** `={{ … }}` alone keeps its type, as in n8n; nothing else is used here. */
function computed(value: unknown, $json: Values, said: Map<string, Values>): unknown {
  if (!isExpression(value)) return value;
  const code = /^=\{\{([\s\S]*)\}\}$/.exec(value)?.[1];
  if (code === undefined) throw new Error(`not one expression: ${value}`);
  const $ = (name: string) => {
    const json = said.get(name);
    if (json === undefined) throw new Error(`${name} has not run`);
    return { first: () => ({ json }) };
  };
  return new Function('$json', '$', `return (${code});`)($json, $);
}
