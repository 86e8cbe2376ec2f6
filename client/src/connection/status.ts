/** What a person may be told about the line. `polling` is slower but works; `offline` sends when back. */
export type Status = 'connecting' | 'live' | 'catching_up' | 'polling' | 'offline' | 'closed';

/** Why a line is closed for good. */
export type ClosedReason = 'closed' | 'unauthorized' | 'session_ended' | 'not_found';
