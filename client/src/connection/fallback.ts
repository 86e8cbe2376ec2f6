// What is needed where sockets do not get through, in one piece that most visitors never wait for.
export { poll } from './polling.ts';
export { openStream } from './stream.ts';
