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
export type MemberIn = Schemas['OperatorIn'];
export type Role = Schemas['Role'];
export type Setup = Schemas['SetupIn'];

export type Assistant = Schemas['AssistantBody'];
export type AssistantIn = Schemas['AssistantIn'];
export type AssistantPatch = Schemas['AssistantPatch'];
export type EngineKind = Schemas['EngineKind'];
export type Engine = Schemas['EngineBody'];
export type EngineIn = Schemas['EngineIn'];
/** Who makes an assistant’s vectors, and how far they are. */
export type Embeddings = Schemas['EmbeddingsBody'];
export type EmbeddingsIn = Schemas['EmbeddingsIn'];
export type EmbeddingStatus = Schemas['EmbeddingStatusBody'];
export type EmbeddingFault = Schemas['EmbeddingFault'];
export type EmbeddingState = Schemas['EmbeddingState'];
export type HandoffPolicy = Schemas['HandoffPolicyBody'];
export type Site = Schemas['SiteBody'];
export type SiteIn = Schemas['SiteIn'];
export type SiteSecret = Schemas['SiteSecretBody'];

export type Article = Schemas['ArticleBody'];
export type ArticleIn = Schemas['ArticleIn'];
/** Where articles come from by themselves. */
export type Source = Schemas['SourceBody'];
export type SourceIn = Schemas['SourceIn'];
export type SourceKind = Schemas['SourceKind'];
export type SourceState = Schemas['SourceState'];
export type SourcePage = Schemas['SourcePageBody'];
/** Something visitors asked that no article answered. */
export type Question = Schemas['QuestionBody'];
export type QuestionState = Schemas['QuestionState'];

export type Usage = Schemas['Usage'];
export type TryAnswer = Schemas['TryAnswer'];
/** Why a reply never came. */
export type FailureCode = Schemas['FailureCode'];
/** How one reply came about. */
export type AnswerRecord = Schemas['AnswerRecordBody'];
export type PromptRole = Schemas['PromptPart']['role'];
export type Draft = Schemas['DraftBody'];
export type DraftIn = Schemas['DraftIn'];
export type DraftMode = Schemas['DraftMode'];
export type Summary = Schemas['SummaryBody'];
export type Replay = Schemas['ReplayBody'];
export type ReplayIn = Schemas['ReplayIn'];
export type ReplayAnswer = Schemas['ReplayAnswer'];
export type ReplayItem = Schemas['ReplayItem'];

/** What a company may spend on AI in a day and has spent today, and when its people are there. */
export type Settings = Schemas['SettingsBody'];
export type SettingsPatch = Schemas['SettingsPatch'];
export type Hours = Schemas['HoursBody'];
export type Span = Schemas['SpanBody'];
