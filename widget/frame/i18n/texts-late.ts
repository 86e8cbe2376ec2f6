import { enLate, type TextsLate } from './en-late';

/** As `texts.ts`, for the parts that are loaded late. */
export const late: TextsLate = enLate;
