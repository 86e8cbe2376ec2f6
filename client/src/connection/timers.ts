import type { Clock } from '../clock.ts';

/** Timers by name: setting one again replaces it, and all can be stopped together. */
export class Timers<Name extends string> {
  private readonly running = new Map<Name, unknown>();

  constructor(private readonly clock: Clock) {}

  after(name: Name, ms: number, run: () => void): void {
    this.cancel(name);
    const timer = this.clock.setTimeout(() => {
      this.running.delete(name);
      run();
    }, ms);
    this.running.set(name, timer);
  }

  cancel(...names: Name[]): void {
    for (const name of names) {
      this.clock.clearTimeout(this.running.get(name));
      this.running.delete(name);
    }
  }

  isSet(name: Name): boolean {
    return this.running.has(name);
  }

  stop(): void {
    this.cancel(...this.running.keys());
  }
}
