import message from '../chat/message.css?inline';
import thread from '../chat/thread.css?inline';
import composer from '../composer/composer.css?inline';
import handoff from '../handoff/handoff.css?inline';
import markdown from '../markdown/markdown.css?inline';
import { adopt } from '../theme/adopt';
import base from '../theme/base.css?inline';
import tokens from '../theme/tokens.css?inline';
import welcome from '../welcome/welcome.css?inline';
import app from './app.css?inline';

export const adoptStyles = (): void =>
  adopt(tokens, base, app, thread, message, markdown, composer, handoff, welcome);
