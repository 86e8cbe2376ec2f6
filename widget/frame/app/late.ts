// What most visitors never see, in one piece: two would share a third with the start, and that would cost everybody.
export { DialogList } from '../dialogs/dialog-list';
export { BackAt } from '../handoff/back-at';
export { Closed } from '../rating/closed';
