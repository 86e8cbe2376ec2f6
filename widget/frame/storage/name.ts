import type { Where } from '../line/address';

/** Storage of a frame is partitioned by the site around it, but shared by all chats of one server there. */
export const databaseName = ({ kind, id }: Where): string => `tandem:${kind}:${id}`;
