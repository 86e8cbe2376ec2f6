import { createStore } from 'zustand';

/** The message that is being edited, by its id: one at a time, in whatever dialog. */
export const editing = createStore<{ id?: number }>(() => ({}));

export const startEditing = (id: number): void => editing.setState({ id });
export const stopEditing = (): void => editing.setState({}, true);
