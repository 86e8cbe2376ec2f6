import { expect, type Locator, type Page } from '@playwright/test';
import type { DemoAddresses } from '../server/demo';

/** Somebody who answers, at the dashboard. */
export class Operator {
  readonly dialogs: Locator;
  readonly dialog: Locator;
  readonly thread: Locator;

  constructor(
    readonly page: Page,
    private readonly login: DemoAddresses['operator'],
    private readonly url: string,
  ) {
    this.dialogs = page.getByRole('region', { name: 'Dialogs' });
    this.dialog = page.getByRole('region', { name: 'Dialog', exact: true });
    this.thread = this.dialog.getByRole('log', { name: 'Messages' });
  }

  async signIn(): Promise<void> {
    await this.page.goto(this.url);
    await this.page.getByLabel('E-mail address').fill(this.login.email);
    await this.page.getByLabel('Password').fill(this.login.password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await expect(this.dialogs).toBeVisible();
  }

  /** The number that the browser tab shows even while nobody looks at it. */
  async isCalled(waiting: number): Promise<void> {
    await expect(this.page).toHaveTitle(`(${waiting}) Tandem`);
  }

  async view(name: 'Mine' | 'Waiting' | 'AI' | 'All' | 'Closed'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: new RegExp(`^${name}\\b`) })
      .click();
  }

  async openFirst(): Promise<void> {
    await this.dialogs.getByRole('list').getByRole('link').first().click();
    await expect(this.dialog).toBeVisible();
  }

  /** The dialog with these words in its row or, while an answer grows, in its thread. */
  async open(words: string): Promise<void> {
    const rows = this.dialogs.getByRole('list').getByRole('link');
    await expect(rows.first()).toBeVisible();
    for (const row of await rows.all()) {
      await row.click();
      await expect(this.said('user').first()).toBeVisible();
      if ((await this.said('user', words).count()) > 0) return;
    }
    throw new Error(`no dialog holds “${words}”`);
  }

  /** What the assistant is writing right now. */
  get growing(): Locator {
    return this.thread.locator('article:has-text("AI is writing") [dir="auto"]');
  }

  async takeOver(): Promise<void> {
    await this.dialog
      .getByRole('button', { name: /^Take over/ })
      .first()
      .click();
    await expect(this.reply).toBeVisible();
  }

  async returnToAssistant(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Hand over' }).click();
    await this.page.getByRole('menuitem', { name: /^Return to AI/ }).click();
  }

  async close(): Promise<void> {
    await this.dialog.getByRole('button', { name: /^Close/ }).click();
  }

  async note(text: string): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Note', exact: true }).click();
    await this.dialog.getByLabel('Note for your team').fill(text);
    await this.page.keyboard.press('Enter');
    await expect(this.said('note', text)).toHaveCount(1);
    await this.dialog.getByRole('button', { name: 'Reply', exact: true }).click();
  }

  /** By the menu beside the message. */
  async edit(voice: 'manager' | 'note', text: string, better: string): Promise<void> {
    await this.choose(voice, text, /^Edit/);
    const field = this.thread.getByLabel('Edit the message');
    await field.fill(better);
    await field.press('Enter');
    await expect(field).toHaveCount(0);
  }

  async delete(voice: 'user' | 'manager' | 'note', text: string): Promise<void> {
    await this.choose(voice, text, /^Delete/);
    await this.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(this.said(voice, text)).toHaveCount(0);
  }

  private async choose(voice: 'user' | 'manager' | 'note', text: string, what: RegExp): Promise<void> {
    const message = this.said(voice, text);
    await message.hover();
    await message.getByRole('button', { name: 'Change this message' }).click();
    await this.page.getByRole('menuitem', { name: what }).click();
  }

  get reply(): Locator {
    return this.dialog.getByLabel('Reply to the visitor');
  }

  /** Sends Markdown and sees it as it is read. */
  async answer(text: string, read = text): Promise<void> {
    await this.reply.fill(text);
    await this.reply.press('Enter');
    await expect(this.said('manager', read)).toHaveCount(1);
  }

  /** Messages of one voice that hold the text; all of that voice without one. */
  said(voice: 'user' | 'assistant' | 'manager' | 'note', text: string | RegExp = /./): Locator {
    return this.thread.locator(`article[data-look="${voice}"]`).filter({ hasText: text });
  }

  /** All that was said, in order, without times and marks. */
  async transcript(): Promise<string[]> {
    return this.thread
      .locator('article [dir="auto"], article p[data-gone], p[data-code] > span')
      .allTextContents();
  }
}
