import { test } from '../fixtures';
import { wholeDialog } from './whole-dialog';

test('a signed-in customer is answered, handed to a person and back', async ({ customer, operator }) => {
  test.slow();
  await wholeDialog({ customer, operator, name: 'account' });
});
