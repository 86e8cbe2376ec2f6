import type { DialogState, Entry } from 'tandem-client';
import type { Operator, Person, Role as Rank } from './wire';

/* Who may do what. The server decides; these only keep what it would refuse off the screen. */

type Role = Pick<Operator, 'id' | 'role'>;
interface Hands {
  state: DialogState;
  manager?: Person | undefined;
}

/** Assistants, their knowledge, sites. */
export const mayManage = (operator: Pick<Operator, 'role'>): boolean => operator.role !== 'agent';

const holds = (operator: Role, { state, manager }: Hands): boolean =>
  state === 'operator' && manager?.id === operator.id;

/** An agent leaves a colleague's dialog alone. */
const mayTouch = (operator: Role, hands: Hands): boolean =>
  hands.state !== 'operator' || holds(operator, hands) || operator.role !== 'agent';

export const mayReply = holds;

export const mayTakeOver = (operator: Role, hands: Hands): boolean =>
  hands.state !== 'closed' && !holds(operator, hands) && mayTouch(operator, hands);

export const mayClose = (operator: Role, hands: Hands): boolean =>
  hands.state !== 'closed' && mayTouch(operator, hands);

/** To the assistant also straight from the queue, to the queue only from somebody's hands. */
export const mayRelease = (operator: Role, hands: Hands, to: 'assistant' | 'queue'): boolean =>
  mayTouch(operator, hands) &&
  (hands.state === 'operator' || (hands.state === 'queued' && to === 'assistant'));

/** Not yet stored there is nothing to change; and what was taken away stays away. */
const stands = ({ id, deleted }: Said): boolean => id !== undefined && !deleted;
type Said = Pick<Entry, 'id' | 'sender' | 'author' | 'deleted' | 'meta'>;

/** What was sent from here just now names no author. */
export const mayEdit = (operator: Role, said: Said): boolean =>
  stands(said) && said.sender === 'manager' && (said.author === undefined || said.author.id === operator.id);

/** An admin may take away whatever anybody said, half an answer too. */
export const mayDelete = (operator: Role, said: Said): boolean => {
  const isSaid = said.sender !== 'system' || Boolean(said.meta?.unfinished);
  return mayEdit(operator, said) || (stands(said) && isSaid && mayManage(operator));
};

/** From what a person may least to what they may most. */
export const RANKS: readonly Rank[] = ['agent', 'admin', 'owner'];
const rankOf = ({ role }: Pick<Operator, 'role'>): number => RANKS.indexOf(role);

/** The roles that somebody may give: nobody raises others above themselves. */
export const rolesFrom = (operator: Pick<Operator, 'role'>): readonly Rank[] =>
  mayManage(operator) ? RANKS.slice(0, rankOf(operator) + 1) : [];

/** Another role, or none any more: for others than oneself, and for nobody above. */
export const mayChangeMember = (operator: Role, other: Role): boolean =>
  mayManage(operator) && other.id !== operator.id && rankOf(other) <= rankOf(operator);
