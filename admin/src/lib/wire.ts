import type { components } from 'tandem-client/schemas';

export type {
  Citation,
  Contact,
  DialogDetail,
  DialogState,
  DialogSummary,
  ListPage,
  Page,
  Person,
} from 'tandem-client';

type Schemas = components['schemas'];

export type Counts = Schemas['CountsBody'];
/** The answer to signing in, renewing and setting up. */
export type SignedIn = Schemas['SignedInBody'];
export type Operator = Schemas['OperatorBody'];
export type Tenant = Schemas['TenantBody'];
export type Member = Schemas['MemberBody'];
export type Setup = Schemas['SetupIn'];

export type AssistantIn = Schemas['AssistantIn'];
export type ArticleIn = Schemas['ArticleIn'];
export type Site = Schemas['SiteBody'];
export type SiteIn = Schemas['SiteIn'];
export type SiteSecret = Schemas['SiteSecretBody'];

export type * from './wire-answers';
