/** Drawn on 24 by 24, as strokes. */
export const PATHS = {
  close: 'M6 6l12 12M18 6 6 18',
  down: 'm6 9 6 6 6-6',
  list: 'M4 6h16M4 12h16M4 18h10',
  back: 'm15 5-7 7 7 7',
  send: 'M12 19V5m-6 6 6-6 6 6',
  person: 'M12 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-7 9a7 7 0 0 1 14 0',
  go: 'm9 6 6 6-6 6',
  plus: 'M12 5v14M5 12h14',
  page: 'M7 3h7l4 4v14H7zM14 3v4h4',
  spark: 'M12 3l1.9 6.1L20 11l-6.1 1.9L12 19l-1.9-6.1L4 11l6.1-1.9z',
  sent: 'm5 13 4 4L19 7',
  read: 'm2 13 4 4 8-9m-2 8 1 1 9-9',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3 2',
  alert: 'M12 8v5m0 3v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z',
} as const;

export type IconName = keyof typeof PATHS;
