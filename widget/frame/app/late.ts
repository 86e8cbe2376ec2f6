// What most visitors never see, in one piece: two would share a third with the start, and that would cost everybody.
export { DialogList } from '../dialogs/dialog-list';
export { BackAt } from '../handoff/back-at';
export { QueueCard } from '../handoff/queue-card';
export { Closed } from '../rating/closed';
