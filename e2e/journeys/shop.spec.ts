import { test } from '../fixtures';
import { wholeDialog } from './whole-dialog';

test('a visitor of the shop is answered, handed to a person and back', async ({ visitor, operator }) => {
  test.slow();
  await wholeDialog({ customer: visitor, operator, name: 'shop' });
});
