import type { Endpoint } from '../endpoint.ts';
import type { InboxSession } from './inbox.ts';

export declare function openInbox(endpoint: Endpoint): InboxSession;
