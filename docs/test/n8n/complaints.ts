import { parameterComplaints } from './parameters.ts';
import type { Description } from './published.ts';
import type { Target, Workflow, WorkflowNode } from './workflow.ts';

const PACKAGE = 'n8n-nodes-base.';

/** What stands beside the parameters; the bounds are those of n8n's editor. */
const SETTINGS: Record<string, (value: unknown) => boolean> = {
  id: (value) => typeof value === 'string',
  name: (value) => typeof value === 'string' && value !== '',
  type: (value) => typeof value === 'string',
  typeVersion: (value) => typeof value === 'number',
  position: (value) => Array.isArray(value) && value.length === 2,
  parameters: (value) => typeof value === 'object' && value !== null,
  webhookId: (value) => typeof value === 'string',
  notes: (value) => typeof value === 'string',
  onError: (value) =>
    ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'].includes(String(value)),
  retryOnFail: (value) => typeof value === 'boolean',
  maxTries: (value) => Number(value) >= 2 && Number(value) <= 5,
  waitBetweenTries: (value) => Number(value) >= 0 && Number(value) <= 5000,
};

/** What n8n would refuse, drop or never run of this workflow. */
export function complaintsAbout(workflow: Workflow, descriptions: Description[]): string[] {
  return [
    ...doubled('name', workflow.nodes),
    ...doubled('id', workflow.nodes),
    ...workflow.nodes.flatMap((node) => nodeComplaints(node, descriptions)),
    ...connectionComplaints(workflow, descriptions),
  ];
}

/** What n8n says of a node of this type and version. */
function described(node: WorkflowNode, descriptions: Description[]): Description | undefined {
  return descriptions.find(
    ({ name, version }) => PACKAGE + name === node.type && [version].flat().includes(node.typeVersion),
  );
}

function nodeComplaints(node: WorkflowNode, descriptions: Description[]): string[] {
  const at = (complaint: string) => `${node.name}: ${complaint}`;
  const settings = Object.entries(node).flatMap(([name, value]) => {
    const good = SETTINGS[name]?.(value);
    return good ? [] : [at(good === undefined ? `${name} is no setting` : `${name} is out of bounds`)];
  });
  const description = described(node, descriptions);
  if (description === undefined) return [...settings, at(`there is no ${node.type} ${node.typeVersion}`)];
  const wrong = parameterComplaints(description.properties, node.parameters, node.typeVersion);
  return [...settings, ...wrong.map(at)];
}

interface Ends {
  from: string;
  output: number;
  kind: string;
  to: Target;
}

/** Each connection by itself. */
function connectionsOf({ connections }: Workflow): Ends[] {
  return Object.entries(connections).flatMap(([from, kinds]) =>
    Object.entries(kinds).flatMap(([kind, ways]) =>
      ways.flatMap((way, output) => (way ?? []).map((to) => ({ from, output, kind, to }))),
    ),
  );
}

function connectionComplaints(workflow: Workflow, descriptions: Description[]): string[] {
  const named = new Map(workflow.nodes.map((node) => [node.name, node]));
  const isTrigger = (node: WorkflowNode) => described(node, descriptions)?.group.includes('trigger') === true;
  const ends = connectionsOf(workflow);
  const wrong = ends.flatMap(({ from, output, kind, to }) => {
    const [source, target] = [named.get(from), named.get(to.node)];
    if (source === undefined) return [`a connection leaves ${from}, which is not there`];
    if (target === undefined) return [`a connection leads to ${to.node}, which is not there`];
    const outputs = source.onError === 'continueErrorOutput' ? 2 : 1;
    if (kind !== 'main' || output >= outputs) return [`${from}: has no output ${output}`];
    const enters = !isTrigger(target) && to.type === 'main' && to.index === 0;
    return enters ? [] : [`${to.node}: has no such input`];
  });
  const reached = new Set(ends.map(({ to }) => to.node));
  const lost = workflow.nodes.filter((node) => !isTrigger(node) && !reached.has(node.name));
  return [...wrong, ...lost.map(({ name }) => `${name}: nothing leads there`)];
}

function doubled(key: 'name' | 'id', nodes: WorkflowNode[]): string[] {
  const seen = new Set(nodes.map((node) => node[key]));
  return seen.size === nodes.length ? [] : [`two nodes have the same ${key}`];
}
