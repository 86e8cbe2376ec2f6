import { Lexer } from 'marked';
import type { Lex } from 'tandem-client/markdown';
import { adopt } from '../theme/adopt';
import styles from './full.css?inline';

adopt(styles);

/** A chunk of its own, loaded with the first text that the small lexer cannot read. */
export const lexFull: Lex = (text) => new Lexer({ gfm: true, breaks: true }).lex(text) as ReturnType<Lex>;
