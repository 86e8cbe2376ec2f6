/** The words of parts that are loaded late, apart from the others so that they come with them. */
export const enLate = {
  newDialog: 'New conversation',
  dialogsEmpty: 'No conversations yet.',
  noMessages: 'No messages yet',
  states: {
    assistant: 'AI assistant',
    queued: 'Waiting for a person',
    operator: 'With a person',
    closed: 'Closed',
  },
  queuedPosition: (position: number) => (position <= 1 ? 'You are next.' : `You are number ${position}.`),
  queuedNext: 'Someone will join here. Go on writing, or close the chat: your place is kept.',
  queuedOffline:
    'Nobody is online now. Your messages are kept, and the team answers here as soon as someone is back.',
  backAt: (day: string, time: string) => `We are here again on ${day} at ${time}.`,
  away: 'Nobody from the team is there right now.',
  closedTitle: 'This conversation is closed',
  closedNext: 'Write again and it reopens with all that was said.',
  rate: 'How was this conversation?',
  stars: (score: number) => `${score} of 5`,
  comment: 'Anything to add? (optional)',
  thanks: 'Thank you. You can change it at any time.',
};

export type TextsLate = typeof enLate;
