import { BudgetPage } from '@/features/budget/budget-page';

/** Loaded when first visited. */
export default BudgetPage;
