/** What a front end draws. Every node is one of these, whatever the text tried. */
export type MarkdownNode =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'heading'; level: 1 | 2 | 3 | 4 | 5 | 6; children: Inline[] }
  | { type: 'list'; ordered: boolean; start: number; items: ListItem[] }
  | { type: 'quote'; children: MarkdownNode[] }
  | { type: 'code'; language: string; text: string }
  | { type: 'table'; align: Align[]; head: Inline[][]; rows: Inline[][][] }
  | { type: 'rule' };

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong' | 'emphasis' | 'strike'; children: Inline[] }
  | { type: 'code_span'; text: string }
  /** `host` is there when the words of the link do not show where it leads. */
  | { type: 'link'; href: string; host?: string; children: Inline[] }
  | { type: 'break' };

export type Align = 'left' | 'center' | 'right' | null;

export interface ListItem {
  /** Only on task lists. */
  checked?: boolean;
  children: MarkdownNode[];
}

/** The part of a `marked` token that is read here; the lexer itself is handed in. */
export interface Token {
  type: string;
  raw: string;
  text?: string;
  depth?: number;
  lang?: string;
  href?: string;
  ordered?: boolean;
  start?: number | '';
  task?: boolean;
  checked?: boolean;
  tokens?: Token[];
  items?: Token[];
  header?: Cell[];
  rows?: Cell[][];
  align?: Align[];
}

export interface Cell {
  text: string;
  tokens: Token[];
}

/** `(text) => new Lexer({gfm: true, breaks: true}).lex(text)`, loaded when first needed. */
export type Lex = (text: string) => Token[];
