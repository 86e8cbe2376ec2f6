/** Characters from which a greeting is a text rather than a headline. */
export const LONG_GREETING = 60;
