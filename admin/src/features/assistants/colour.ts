import { parseHex, textOn as widgetTextOn } from 'tandem-widget/bridge/colour';

/** The server keeps six digits and no other way to write a colour. */
export const isColour = (hex: string): boolean => hex.length === 7 && parseHex(hex) !== undefined;

/** White or black as the widget chooses it; always at 4.5 to 1 or more. */
export const textOn = (background: string): string => widgetTextOn(parseHex(background) ?? [0, 0, 0]);
