import type { Citation, Contact, DialogState, DialogSummary, Page, Person } from 'tandem-client';

export type { Citation, Contact, DialogState, DialogSummary, ListPage, Page, Person } from 'tandem-client';

/** One line of the inbox. What the summary may also carry is optional, so that an older server still works. */
export interface InboxDialog extends DialogSummary {
  page?: Page | null;
  /** Since when it waits for a person. */
  queued_at?: string | null;
  position?: number | null;
}

/** `GET /dialogs/{id}` for operators. */
export interface DialogDetail {
  id: number;
  state: DialogState;
  contact: Contact;
  page?: Page | null;
  manager?: Person | null;
  created_at?: string;
}

export interface Counts {
  mine: number;
  waiting: number;
  assistant: number;
  all: number;
  closed: number;
}

export interface Operator {
  id: number;
  name: string;
  email: string;
  avatar_url?: string | null;
}

export interface Tenant {
  id: string;
  name: string;
}

/** The answer to signing in, renewing and setting up. */
export interface SignedIn {
  access_token: string;
  expires_in: number;
  operator: Operator;
  tenant: Tenant;
}

export interface Appearance {
  greeting: string;
  suggestions: string[];
  color: string;
  avatar_url?: string | null;
}

export interface Assistant {
  id: string;
  name: string;
  engine: { kind: string };
  appearance: Appearance;
  allowed_origins: string[];
}

export interface Article {
  id: number;
  title: string;
  body: string;
  url?: string | null;
  locale?: string | null;
  updated_at: string;
}

export interface Site {
  id: string;
  name: string;
  assistant_id: string;
  allowed_origins: string[];
  /** Only in the answer that made it. */
  secret?: string;
}

export interface TryAnswer {
  answered: boolean;
  text: string;
  citations: Citation[];
}
