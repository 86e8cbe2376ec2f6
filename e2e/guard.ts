import type { BrowserContext, ConsoleMessage } from '@playwright/test';

/**
 * Everything that a browser complains of while a journey runs. A complaint that the journey did not
 * announce fails it: an error nobody looks at is how a broken page stays broken.
 */
export class Guard {
  readonly #complaints: string[] = [];
  readonly #expected: RegExp[] = [];

  /** Announces a complaint that belongs to the journey, such as a refused WebSocket. */
  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  async watch(context: BrowserContext, who: string): Promise<void> {
    const note = (text: string): void => {
      if (!this.#expected.some((pattern) => pattern.test(text))) this.#complaints.push(`${who}: ${text}`);
    };
    context.on('console', (message: ConsoleMessage) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        note(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('weberror', (error) => note(`uncaught: ${error.error().message}`));
    // A report-only or silent violation never reaches the console, so every frame listens itself.
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`policy violation: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
  }

  complaints(): readonly string[] {
    return this.#complaints;
  }
}
