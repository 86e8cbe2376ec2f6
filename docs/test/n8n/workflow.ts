/** A workflow as n8n exports it. */
export interface Workflow {
  name: string;
  nodes: WorkflowNode[];
  connections: Record<string, Record<string, (Target[] | null)[]>>;
  settings?: Record<string, unknown>;
}

export interface WorkflowNode {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  position: [number, number];
  parameters: Values;
  onError?: string;
  [setting: string]: unknown;
}

export interface Target {
  node: string;
  type: string;
  index: number;
}

export type Values = Record<string, unknown>;

/** Where a text is computed from what came before. */
export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith('=');
