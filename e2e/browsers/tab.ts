import { expect } from '@playwright/test';
import { type Browser, launch, type Page } from 'puppeteer-core';

export type BrowserName = 'chromium' | 'firefox';

interface Seen {
  /** Bubbles with the text that was asked for: the visitor's own, and a person's. */
  own: number;
  theirs: number;
  answers: number;
  unsettled: number;
  mark: string;
  strip: string;
  ready: boolean;
}

const executables: Record<BrowserName, string> = {
  chromium: process.env.TANDEM_CHROMIUM || '/usr/bin/chromium',
  firefox: process.env.TANDEM_FIREFOX || '/usr/bin/firefox-esr',
};

/** A browser of its own with the shop in its one tab, so that it can be hidden, cut off and put to sleep alone. */
export class Tab {
  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    private readonly shop: string,
  ) {}

  static async open(name: BrowserName, shop: string): Promise<Tab> {
    const browser = await launch({
      browser: name === 'firefox' ? 'firefox' : 'chrome',
      executablePath: executables[name],
      headless: true,
      args: name === 'firefox' ? [] : ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    });
    const [page = await browser.newPage()] = await browser.pages();
    return new Tab(browser, page, shop);
  }

  /** Loads the page, anew if it was there, and opens the chat. */
  async arrive(): Promise<void> {
    await this.page.goto(this.shop);
    await this.page.evaluate(() => {
      (window as unknown as { Tandem: (verb: string) => void }).Tandem('open');
    });
    await expect.poll(async () => (await this.look()).ready, { timeout: 20_000 }).toBe(true);
  }

  async say(text: string): Promise<void> {
    await this.page.evaluate((text) => {
      const host = document.querySelector('tandem-chat')?.shadowRoot;
      const frame = host?.querySelector('iframe')?.contentDocument;
      const field = frame?.querySelector('textarea');
      if (!field?.form) throw new Error('there is no field to write in');
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      // The field is drawn again with what was typed before it can be sent.
      requestAnimationFrame(() => requestAnimationFrame(() => field.form?.requestSubmit()));
    }, text);
    await expect.poll(async () => (await this.look(text)).own).toBe(1);
  }

  /** What stands on the screen. */
  look(text = ''): Promise<Seen> {
    return this.page.evaluate((text) => {
      const host = document.querySelector('tandem-chat')?.shadowRoot;
      const frame = host?.querySelector('iframe')?.contentDocument;
      const all = (selector: string) => [...(frame?.querySelectorAll(selector) ?? [])];
      const count = (selector: string) =>
        all(selector).filter(({ textContent }) => textContent?.includes(text)).length;
      return {
        own: count('.bubble-user'),
        theirs: count('.bubble-manager'),
        answers: all('.bubble-assistant').length,
        unsettled: all('.is-sending, .is-failed, .is-growing, .typing').length,
        mark: all('.delivery > span').at(-1)?.textContent ?? '',
        strip: all('.strip p').at(-1)?.textContent ?? '',
        ready: all('textarea').length === 1,
      };
    }, text);
  }

  /** The browser's own word that there is no network. */
  async offline(on: boolean): Promise<void> {
    await this.page.setOfflineMode(on);
  }

  /** Another tab comes to the front. */
  async hide(): Promise<void> {
    const other = await this.browser.newPage();
    await other.bringToFront();
    await expect.poll(() => this.page.evaluate(() => document.visibilityState)).toBe('hidden');
  }

  async show(): Promise<void> {
    await this.page.bringToFront();
    const [, ...others] = await this.browser.pages();
    for (const other of others) if (other !== this.page) await other.close();
  }

  /** Follows a link to another page of the same site. */
  async leave(): Promise<void> {
    await this.page.evaluate(() => {
      addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
    });
    const there = this.page.waitForNavigation();
    await this.page.evaluate(() => {
      location.href = '/docs';
    });
    await there;
  }

  /** Back to the page as it was left, from the browser's memory. */
  async back(): Promise<void> {
    await this.page.evaluate(() => history.back());
  }

  restored(): Promise<boolean> {
    return this.page
      .evaluate(() => (window as unknown as { persisted?: boolean }).persisted === true)
      .catch(() => false);
  }

  /** Stops all its processes, as a machine's sleep does; the wall clock goes on. */
  sleep(): void {
    this.signal('SIGSTOP');
  }

  wake(): void {
    this.signal('SIGCONT');
  }

  async close(): Promise<void> {
    this.wake();
    await this.browser.close();
  }

  private signal(name: NodeJS.Signals): void {
    const pid = this.browser.process()?.pid;
    if (pid) process.kill(-pid, name);
  }
}
