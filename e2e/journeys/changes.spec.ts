import { expect, test } from '../fixtures';
import { looks } from '../shots';

const WIDE =
  'A parcel of that size takes two to four working days, or one more where the roads are long, and five';

test('what an operator edits and deletes changes for everybody, also after a reload', async ({
  visitor,
  operator,
}) => {
  test.slow();
  const { chat } = visitor;
  await visitor.arrive();
  await chat.ask('How long is a gift card valid?');
  await operator.view('AI');
  await operator.openFirst();
  await operator.takeOver();
  await operator.note('Wants two of them.');
  // As wide as the thread, with others below it: the menu must find its place on a usual screen, too.
  await operator.page.setViewportSize({ width: 1440, height: 900 });
  await operator.answer(`${WIDE} at least.`);
  await operator.answer('We open at teen.');
  await operator.answer('Your code is 1234.');
  await expect(chat.fromPerson('Your code is 1234.')).toHaveCount(1);

  await operator.edit('manager', 'We open at teen.', 'We open at **ten**.');
  await expect(chat.fromPerson('We open at ten.')).toHaveCount(1);
  await expect(chat.fromPerson('We open at ten.')).toContainText('edited');
  await expect(chat.fromPerson('teen')).toHaveCount(0);
  await operator.edit('manager', WIDE, `${WIDE} at most.`);
  await operator.edit('note', 'Wants two of them.', 'Wants three of them.');

  await operator.delete('manager', 'Your code is 1234.');
  await expect(chat.log.getByText('This message was removed.')).toHaveCount(1);
  await expect(chat.frame.getByText('1234')).toHaveCount(0);
  await operator.page.setViewportSize({ width: 1440, height: 2_400 });
  // An owner may take away what the visitor should not have written, too.
  await operator.delete('user', 'How long is a gift card valid?');
  await expect(chat.log.getByText('This message was removed.')).toHaveCount(2);
  await expect(chat.frame.getByText('three of them')).toHaveCount(0);
  await looks(visitor.page, 'changes-visitor');
  await looks(operator.page, 'changes-operator');

  const [seen, said] = [await operator.transcript(), await chat.transcript()];
  await visitor.arrive();
  await operator.page.reload();
  await expect.poll(() => chat.transcript()).toEqual(said);
  await expect.poll(() => operator.transcript()).toEqual(seen);
  await expect(chat.fromPerson('We open at ten.')).toContainText('edited');
  await expect(operator.thread.getByText('This message was deleted')).toHaveCount(2);
});
