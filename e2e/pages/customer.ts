import { expect, type Page } from '@playwright/test';
import { Chat } from './chat';

/** Somebody with a question, on a page of the shop. */
export interface Customer {
  readonly page: Page;
  readonly chat: Chat;
  /** Goes to the page and has the chat in front of them. */
  arrive(): Promise<void>;
}

/** A visitor whom nobody knows, with the widget in the corner of the shop. */
export class Visitor implements Customer {
  readonly chat: Chat;

  constructor(
    readonly page: Page,
    private readonly shop: string,
  ) {
    this.chat = new Chat(page.frameLocator('iframe[title="Chat"]'));
  }

  async arrive(): Promise<void> {
    await this.page.goto(this.shop);
    await this.page.getByRole('button', { name: /^Open chat/ }).click();
    await expect(this.chat.composer).toBeVisible();
  }
}

/** A customer who is signed in at the shop, with the chat as a part of the account page. */
export class SignedInCustomer implements Customer {
  readonly chat: Chat;

  constructor(
    readonly page: Page,
    private readonly account: string,
  ) {
    this.chat = new Chat(page.frameLocator('iframe[title="Chat with Northfell"]'));
  }

  async arrive(): Promise<void> {
    await this.page.goto(this.account);
    await expect(this.chat.composer).toBeVisible();
  }
}
