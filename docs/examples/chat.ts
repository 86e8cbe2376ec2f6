// A visitor without a browser, over WebSocket. Each line of the input is said; each answer is printed once,
// whatever the network does. It ends when the input has ended and the last line has been answered.
//
//   npx tsx docs/examples/chat.ts http://127.0.0.1:8000 ASSISTANT_ID
import { randomBytes, randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const [server = '', assistant = ''] = process.argv.slice(2);
const token = randomBytes(32).toString('base64url'); // Whoever has it is this visitor: keep it.
const unsent = new Map<string, string>(); // client_id → text, until it is acknowledged
let last = 0; // the number of the last entry that we have
let epoch = ''; // the history to which that number belongs
let failures = 0;
let [lastSaid, lastAnswer] = [0, 0];
let inputEnded = false;
let socket: WebSocket | undefined;

const body = JSON.stringify({ assistant_id: assistant, client_id: randomUUID(), visitor_token: token });
const headers = { 'content-type': 'application/json' };
const opened = await fetch(`${server}/api/v1/widget/dialogs`, { method: 'POST', headers, body });
if (!opened.ok) throw new Error(`no dialog: ${await opened.text()}`);
const { dialog } = (await opened.json()) as { dialog: { id: number } };

function connect(): void {
  const place = new URLSearchParams({ assistant_id: assistant, after: `${last}` });
  if (epoch) place.set('history_epoch', epoch);
  const address = `${server.replace('http', 'ws')}/ws/widget/dialogs/${dialog.id}?${place}`;
  const line = new WebSocket(address, ['tandem.v1', `bearer.${token}`], { handshakeTimeout: 5_000 });
  const patience = setTimeout(() => line.terminate(), 45_000);
  let wait = 500 * 2 ** Math.min(failures++, 6) * Math.random();
  const alive = () => void patience.refresh(); // The server pings every 25 s: silence means that it is gone.
  line.on('ping', alive);
  line.on('error', () => {}); // `close` follows, and says all that matters.
  line.on('message', (data) => {
    alive();
    const frame = JSON.parse(`${data}`);
    if (frame.type === 'reconnect') wait = frame.retry_after_ms;
    if (frame.type === 'hello') welcome(frame, line);
    if (frame.type === 'ack' && unsent.delete(frame.client_id)) lastSaid = Math.max(lastSaid, frame.seq);
    if (frame.type === 'error' && !frame.retryable) unsent.delete(frame.client_id); // Refused for good.
    if (!follow(frame)) line.close(1000); // What is missing comes after `last`, once connected again.
    if (inputEnded && unsent.size === 0 && lastAnswer > lastSaid) process.exit(0);
  });
  line.on('close', (code) => {
    clearTimeout(patience);
    socket = undefined;
    if ([4001, 4003, 4004].includes(code)) throw new Error(`turned away with ${code}`);
    setTimeout(connect, wait);
  });
}

function welcome(hello: { history_epoch: string }, line: WebSocket): void {
  [epoch, failures, socket] = [hello.history_epoch, 0, line];
  for (const [id, text] of unsent) say(id, text); // What had arrived is acknowledged as a duplicate.
}

/** Takes what is numbered, each number once and in order. False: something is missing. */
function follow(frame: { type: string; seq: number; sender?: string; text?: string }): boolean {
  if (frame.type === 'reset') last = 0; // Another history, after a restore: read it from the start.
  if (frame.type === 'reset' || frame.type === 'more') return false;
  const numbered = ['message', 'advance', 'ack', 'message_updated', 'message_deleted'];
  if (!numbered.includes(frame.type) || frame.seq <= last) return true;
  if (frame.seq > last + 1) return false;
  last = frame.seq;
  if (frame.type !== 'message') return true;
  lastAnswer = last;
  console.log(`${frame.sender}: ${frame.text}`);
  return true;
}

function say(client_id: string, text: string): void {
  unsent.set(client_id, text);
  socket?.send(JSON.stringify({ type: 'message', client_id, text }));
}

connect();
for await (const line of createInterface({ input: process.stdin })) if (line.trim()) say(randomUUID(), line);
inputEnded = true;
