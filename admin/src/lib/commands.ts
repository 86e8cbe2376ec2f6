import { useEffect, useRef } from 'react';
import { createStore } from 'zustand';

export type CommandGroup = 'Anywhere' | 'List' | 'Dialog' | 'While typing';

/** Something an operator can do by key, from the palette, or both. */
export interface Command {
  id: string;
  title: string;
  group: CommandGroup;
  keys: readonly string[];
  run: () => void;
  /** False: known, but not now. It stays on the help sheet and leaves the palette. */
  enabled?: boolean;
}

/** What is on the screen decides which commands there are; the last one mounted wins a key. */
export const commands = createStore<readonly Command[]>(() => []);

/** Offers commands while the calling component is on the screen. */
export function useCommands(offered: readonly Command[]): void {
  const latest = useRef(offered);
  latest.current = offered;
  // Only what the palette and the help sheet show makes a change worth telling.
  const shape = offered.map(({ id, title, enabled, keys }) => `${id}${title}${enabled}${keys}`).join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: `shape` stands for all that others see
  useEffect(() => {
    const mine = latest.current.map((command, index) => ({
      ...command,
      run: () => latest.current[index]?.run(),
    }));
    commands.setState((all) => [...all, ...mine], true);
    return () => commands.setState((all) => all.filter((command) => !mine.includes(command)), true);
  }, [shape]);
}

/** Runs a command by name, if it can be run now: how one part of the screen asks another. */
export function runCommand(id: string): boolean {
  const command = commands.getState().findLast((known) => known.id === id && known.enabled !== false);
  command?.run();
  return command !== undefined;
}
