import { expect, type FrameLocator, type Locator } from '@playwright/test';

/** The app inside the frame: the same for a visitor of the shop and for a signed-in customer. */
export class Chat {
  readonly composer: Locator;
  readonly log: Locator;
  readonly heading: Locator;
  readonly personOffer: Locator;

  constructor(readonly frame: FrameLocator) {
    this.composer = frame.getByLabel('Your message');
    this.log = frame.getByRole('log', { name: 'Messages' });
    this.heading = frame.getByRole('heading', { level: 1 });
    this.personOffer = this.log.getByRole('button', { name: 'Talk to a person' });
  }

  /** Sends a text and sees it on the screen at once. */
  async say(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press('Enter');
    await expect(this.own(text)).toHaveCount(1, { timeout: 1_000 });
    await expect(this.composer).toHaveValue('');
  }

  /** Asks, and waits until the whole answer stands there. Gives its bubble. */
  async ask(question: string): Promise<Locator> {
    const before = await this.answers.count();
    await this.say(question);
    await expect(this.answers).toHaveCount(before + 1);
    await this.isAtRest();
    return this.answers.nth(before);
  }

  get answers(): Locator {
    return this.log.locator('.bubble-assistant');
  }

  own(text: string): Locator {
    return this.log.locator('.bubble-user').filter({ hasText: text });
  }

  fromPerson(text: string): Locator {
    return this.log.locator('.bubble-manager').filter({ hasText: text });
  }

  /** Of a closed dialog. */
  star(score: number): Locator {
    return this.frame.getByRole('button', { name: `${score} of 5` });
  }

  /** The articles under the latest answer. */
  get sources(): Locator {
    return this.log.getByRole('list', { name: 'Sources' }).last().getByRole('listitem');
  }

  /** What is being written right now. */
  get growing(): Locator {
    return this.log.locator('.is-growing');
  }

  /** Leaves this dialog for a new one. */
  async startAnother(): Promise<void> {
    await this.frame.getByRole('button', { name: /^Your conversations/ }).click();
    await this.frame.getByRole('button', { name: 'New conversation' }).click();
    await expect(this.log.locator('.bubble')).toHaveCount(0);
  }

  /** Opens one of the own dialogs: the one whose row in the list shows these words, or the one that does not. */
  async enter(words: string, which: 'with' | 'without' = 'with'): Promise<void> {
    await this.frame.getByRole('button', { name: /^Your conversations/ }).click();
    const rows = this.frame.getByRole('list', { name: 'Your conversations' }).getByRole('button');
    await rows.filter(which === 'with' ? { hasText: words } : { hasNotText: words }).click();
    await expect(this.own(words)).toHaveCount(which === 'with' ? 1 : 0);
    await expect(this.log.locator('.bubble-user').first()).toBeVisible();
  }

  /** No answer is growing any more. */
  async isAtRest(): Promise<void> {
    await expect(this.log.locator('.is-growing, .typing')).toHaveCount(0);
  }

  /** All that was said, in order, without times and marks. */
  async transcript(): Promise<string[]> {
    return this.log.locator('.bubble, .system > span').allTextContents();
  }
}
