/** Who wants to be told. One listener that throws keeps nothing from the others, nor from the caller. */
export class Listeners<Told = void> {
  private readonly all = new Set<(told: Told) => void>();

  readonly add = (listener: (told: Told) => void): (() => void) => {
    // Wrapped, so that the same function added twice is told twice and removed once.
    const own = (told: Told) => listener(told);
    this.all.add(own);
    return () => {
      this.all.delete(own);
    };
  };

  tell(told: Told): void {
    for (const listener of [...this.all]) {
      try {
        listener(told);
      } catch (error) {
        console.error('[tandem] a listener failed', error);
      }
    }
  }
}
