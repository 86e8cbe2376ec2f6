import { expect } from '../fixtures';
import type { Customer } from '../pages/customer';
import type { Operator } from '../pages/operator';
import { shot } from '../shots';

interface Cast {
  customer: Customer;
  operator: Operator;
  /** Names the pictures. */
  name: string;
  /** Over sockets; who polls is spared what is never kept, such as who is typing. */
  live?: boolean;
}

/** Both pages are loaded anew, and show the same dialog as before. */
async function reloadBoth({ customer, operator, name }: Cast, moment: string): Promise<void> {
  await customer.chat.isAtRest();
  const said = await customer.chat.transcript();
  await shot(customer.page, `${name}-${moment}-customer`);
  await customer.arrive();
  await expect
    .poll(() => customer.chat.transcript(), { message: `${moment}: the customer's page` })
    .toEqual(said);

  if (!(await operator.dialog.isVisible())) return;
  const seen = await operator.transcript();
  await shot(operator.page, `${name}-${moment}-operator`);
  await operator.page.reload();
  await expect.poll(() => operator.transcript(), { message: `${moment}: the operator's page` }).toEqual(seen);
}

/** The main job from the first question to the closed dialog, with a reload of both pages at every stage. */
export async function wholeDialog(cast: Cast): Promise<void> {
  await theAssistantAnswers(cast);
  await aPersonIsWanted(cast);
  await thePersonTakesOver(cast);
  await theyTalk(cast);
  await theAssistantIsBack(cast);
  await theDialogEnds(cast);
}

async function theAssistantAnswers(cast: Cast): Promise<void> {
  const { chat } = cast.customer;
  await cast.customer.arrive();

  const delivery = await chat.ask('How long does standard delivery take?');
  await expect(delivery).toContainText('2 to 4 working days');
  await expect(chat.sources.filter({ hasText: 'Shipping times and costs' })).toHaveCount(1);

  const down = await chat.ask('How do I wash a down jacket?');
  await expect(down).toContainText(/30 °C|down soap/);
  await expect(chat.sources.filter({ hasText: 'Washing down jackets' })).toHaveCount(1);

  const back = await chat.ask('How many days do I have to return something?');
  await expect(back).toContainText('60 days');
  await expect(chat.sources.filter({ hasText: 'Returns, exchanges and refunds' })).toHaveCount(1);
  await reloadBoth(cast, '1-answered');
}

async function aPersonIsWanted(cast: Cast): Promise<void> {
  const { customer, operator } = cast;
  await customer.chat.ask('Do you sell kayaks and paddles?');
  await expect(customer.chat.personOffer).toBeVisible();
  await reloadBoth(cast, '2-not-answered');

  await customer.chat.personOffer.click();
  await expect(customer.chat.frame.getByText('Waiting for a person').first()).toBeVisible();
  await operator.isCalled(1);
  await operator.view('Waiting');
  await operator.openFirst();
  await expect(operator.said('user', 'Do you sell kayaks and paddles?')).toHaveCount(1);
  await expect(operator.said('assistant')).toHaveCount(4);
  await reloadBoth(cast, '3-waiting');
}

async function thePersonTakesOver(cast: Cast): Promise<void> {
  const { customer, operator } = cast;
  await operator.takeOver();
  await expect(customer.chat.heading).toHaveText('Ann Berg');
  await expect(customer.chat.log.getByText('Ann Berg joined')).toBeVisible();
  await reloadBoth(cast, '4-taken-over');
  await expect(customer.chat.heading).toHaveText('Ann Berg');
}

async function theyTalk(cast: Cast): Promise<void> {
  const { customer, operator, live = true } = cast;
  const answers = await customer.chat.answers.count();

  // An article would answer this, so a silent assistant is one that keeps its word.
  await customer.chat.say('How long is a gift card valid, by the way?');
  await expect(operator.said('user', 'How long is a gift card valid')).toHaveCount(1);
  await expect(customer.chat.log.getByText('Read')).toBeVisible();

  await operator.reply.pressSequentially('Five years, ');
  if (live) await expect(customer.chat.frame.getByText('Ann Berg is writing').first()).toBeAttached();
  await operator.answer('Five years, and **no** kayaks yet.', 'Five years, and no kayaks yet.');
  await expect(customer.chat.fromPerson('Five years, and no kayaks yet.')).toHaveCount(1);
  await expect(operator.thread.getByText('Read')).toBeAttached();

  await customer.chat.composer.pressSequentially('Then a');
  if (live) await expect(operator.thread.getByText('is typing')).toBeVisible();
  await customer.chat.say('Then a tent, please.');
  await expect(operator.said('user', 'Then a tent, please.')).toHaveCount(1);

  await operator.note('Likes boats; call back in spring.');
  await operator.answer('The Lumen 2 is a fine one.');
  await expect(customer.chat.fromPerson('The Lumen 2 is a fine one.')).toHaveCount(1);
  await expect(customer.chat.frame.getByText('Likes boats')).toHaveCount(0);
  await expect(customer.chat.answers).toHaveCount(answers);
  await reloadBoth(cast, '5-talked');
  await expect(customer.chat.frame.getByText('Likes boats')).toHaveCount(0);
}

async function theAssistantIsBack(cast: Cast): Promise<void> {
  const { customer, operator } = cast;
  await operator.returnToAssistant();
  await expect(customer.chat.log.getByText('The AI assistant is back')).toBeVisible();
  const cards = await customer.chat.ask('How long is a gift card valid?');
  await expect(cards).toContainText('5 years');
  await expect(operator.said('assistant', '5 years')).toHaveCount(1);
  await reloadBoth(cast, '6-handed-back');
}

async function theDialogEnds(cast: Cast): Promise<void> {
  const { customer, operator } = cast;
  await operator.close();
  // Where both pages ask every three seconds, either may hear of it first.
  await expect.poll(() => operator.transcript()).toContain('Dialog closed');
  await expect(customer.chat.frame.getByText('This conversation is closed')).toBeVisible();
  await reloadBoth(cast, '7-closed');
  // Once more, now that nothing in it is unread.
  await reloadBoth(cast, '8-closed-and-read');
}
