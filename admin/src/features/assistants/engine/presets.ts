/** Who speaks the OpenAI form, and how their addresses and models look. */
export interface Preset {
  name: string;
  base_url: string;
  model: string;
  /** One that makes embeddings; empty if none there does. */
  embedding_model: string;
  /** It usually runs beside the server, where the server may not call without being allowed to. */
  own: boolean;
}

export const OPENAI_PRESETS: readonly Preset[] = [
  {
    name: 'OpenAI',
    base_url: 'https://api.openai.com/v1',
    model: 'gpt-4.1-mini',
    embedding_model: 'text-embedding-3-small',
    own: false,
  },
  {
    name: 'Azure',
    base_url: 'https://YOUR-RESOURCE.openai.azure.com/openai/v1',
    model: 'your deployment’s name',
    embedding_model: 'your deployment’s name',
    own: false,
  },
  {
    name: 'Ollama',
    base_url: 'http://localhost:11434/v1',
    model: 'llama3.1',
    embedding_model: 'nomic-embed-text',
    own: true,
  },
  {
    name: 'vLLM',
    base_url: 'http://localhost:8000/v1',
    model: 'Qwen/Qwen3-8B',
    embedding_model: 'BAAI/bge-m3',
    own: true,
  },
  {
    name: 'LiteLLM',
    base_url: 'http://localhost:4000/v1',
    model: 'the name in its list',
    embedding_model: 'the name in its list',
    own: true,
  },
];

export const ANTHROPIC_PRESET: Preset = {
  name: 'Anthropic',
  base_url: 'https://api.anthropic.com',
  model: 'claude-sonnet-4-5',
  embedding_model: '',
  own: false,
};

export const WORKFLOW_PRESET: Preset = {
  name: 'Workflow',
  base_url: 'https://n8n.example.com/webhook/support',
  model: '',
  embedding_model: '',
  own: false,
};

/** The preset whose address was taken over, or the first. */
export function presetOf(address: string): Preset {
  const host = hostOf(address);
  const found = OPENAI_PRESETS.find((preset) => host !== undefined && hostOf(preset.base_url) === host);
  return found ?? (/\.azure\.com$/.test(host ?? '') ? azure : first);
}

/** What whoever types an address has to know about it. */
export function addressHint(address: string, { own, base_url }: Preset): string | undefined {
  if (own) return 'In your own network it must be allowed in the server’s settings (outbound.allow_private).';
  return address.trim() === '' ? `Left empty, it is ${base_url}.` : undefined;
}

function hostOf(address: string): string | undefined {
  try {
    return new URL(address).host;
  } catch {
    return undefined;
  }
}

const [first, azure] = OPENAI_PRESETS as [Preset, Preset];
