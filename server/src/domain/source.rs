use serde::{Deserialize, Serialize};

use super::{ArticleId, AssistantId, SourceId, TenantId, Timestamp};

/// Where articles of an assistant are imported from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub id: SourceId,
    pub tenant: TenantId,
    pub assistant: AssistantId,
    pub kind: SourceKind,
    /// For people: the file's name, the sitemap's address, or the first page's.
    pub name: String,
    /// The pages of a list, or the one sitemap. None for a file.
    pub urls: Vec<String>,
    pub state: SourceState,
    /// Why the last run failed as a whole.
    pub reason: Option<ImportReason>,
    pub created_at: Timestamp,
    /// When the last run began.
    pub run_at: Option<Timestamp>,
    /// When the last run ended.
    pub ended_at: Option<Timestamp>,
    /// When it is looked at again by itself. Never for a file.
    pub next_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A list of pages.
    Url,
    /// A sitemap, or an index of sitemaps.
    Sitemap,
    /// A file that somebody sent.
    File,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    /// To be run as soon as there is room.
    Pending,
    Running,
    /// The last run came to its end, though single pages may have failed.
    Done,
    /// The last run brought nothing; what earlier runs brought is still there.
    Failed,
}

/// One page of a source, or one part of a document that is too long for one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePage {
    /// The page's address as the source names it; of a file, its name.
    pub url: String,
    /// 1, 2, 3 … for the parts of a long document.
    pub part: i64,
    pub state: PageState,
    pub reason: Option<ImportReason>,
    /// The status of an answer that was a refusal.
    pub status: Option<u16>,
    pub article: Option<ArticleId>,
    /// Of the title and text that were imported.
    pub hash: Option<ContentHash>,
    /// Runs in a row in which the page was gone.
    pub misses: i64,
    pub checked_at: Option<Timestamp>,
    /// When the article was last written from the page.
    pub imported_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// Found, and not looked at yet.
    Pending,
    /// Its article stands as the page does.
    Imported,
    /// Somebody changed its article by hand since: the import leaves that alone.
    Edited,
    /// Somebody deleted its article by hand: the import does not bring it back.
    Deleted,
    /// It could not be read in the last run; the article of an earlier one stands.
    Failed,
    /// It was not there in the last run. The second time in a row its article goes.
    Gone,
}

/// Why a page, or a whole source, was not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportReason {
    /// No address of a page that can be fetched.
    InvalidAddress,
    /// The address belongs to a private network that this server may not call.
    AddressRefused,
    /// Nobody answers there.
    Unreachable,
    TimedOut,
    /// The connection ended in the middle of the page.
    BrokeOff,
    /// The certificate is not believed.
    Tls,
    TooManyRedirects,
    /// The site answered with an error; `status` says which.
    HttpError,
    TooLarge,
    /// Neither HTML nor PDF nor text.
    UnknownType,
    /// It is broken, or it takes too long to read.
    Unreadable,
    /// A PDF that opens with a password only.
    Encrypted,
    /// There is no text in it.
    Empty,
    /// The sitemap is none.
    NotASitemap,
    /// The source or the assistant has all the pages that it may have.
    LimitReached,
    /// The same text stands on another page of this source.
    Duplicate,
}

/// SHA-256 of the title and text that were imported, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContentHash(pub String);
