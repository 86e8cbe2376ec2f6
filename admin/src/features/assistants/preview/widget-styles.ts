import app from 'tandem-widget/frame/app/app.css?inline';
import message from 'tandem-widget/frame/chat/message.css?inline';
import thread from 'tandem-widget/frame/chat/thread.css?inline';
import composer from 'tandem-widget/frame/composer/composer.css?inline';
import handoff from 'tandem-widget/frame/handoff/handoff.css?inline';
import base from 'tandem-widget/frame/theme/base.css?inline';
import tokens from 'tandem-widget/frame/theme/tokens.css?inline';
import welcome from 'tandem-widget/frame/welcome/welcome.css?inline';

/** In the widget these rules are a document's: behind a shadow root `:root` is the host, and `body` an element of ours. */
const inShadow = (css: string): string =>
  css.replaceAll(':root', ':host').replace(/(^|[},])(\s*)body(?=[\s,{])/g, '$1$2.body');

let sheet: CSSStyleSheet | undefined;

/** What the widget's first screen is dressed in, made when it is first looked at. */
export function widgetStyles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    // In the order of the widget's own `adoptStyles`.
    sheet.replaceSync(
      [tokens, base, app, thread, message, composer, handoff, welcome].map(inShadow).join(''),
    );
  }
  return sheet;
}
