import type { PageSignal, PageSignals } from '../../src/connection/page-signals.ts';

/** A page whose visibility and network a test switches. */
export class FakePage implements PageSignals {
  private isHidden = false;
  private isOnline = true;
  private readonly listeners = new Set<(signal: PageSignal) => void>();

  hidden(): boolean {
    return this.isHidden;
  }

  online(): boolean {
    return this.isOnline;
  }

  listen(heard: (signal: PageSignal) => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }

  signal(signal: PageSignal): void {
    if (signal === 'hidden' || signal === 'visible') this.isHidden = signal === 'hidden';
    if (signal === 'online' || signal === 'offline') this.isOnline = signal === 'online';
    for (const listener of [...this.listeners]) listener(signal);
  }
}
