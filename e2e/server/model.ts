import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A model behind an OpenAI-compatible address that says what the test wants, piece by piece. */
export interface Model {
  url: string;
  stop(): Promise<void>;
}

/**
 * Answers every question with these pieces, each as a chunk of its own; without any it refuses to answer. A model that
 * `breaks` goes away after them, as if it had more to say.
 */
export async function startModel(pieces: readonly string[], { breaks = false } = {}): Promise<Model> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(response, pieces, breaks));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}

function answer(response: ServerResponse, pieces: readonly string[], breaks: boolean): void {
  if (pieces.length === 0) {
    response.writeHead(400, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { type: 'invalid_request_error', message: 'No.' } }));
    return;
  }
  const chunk = (delta: object, finish: string | null) =>
    `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const content of pieces) response.write(chunk({ content }, null));
  if (breaks) {
    // By then all of it is on screens: words that came with the end of a stream are not shown.
    setTimeout(() => response.end(), 300);
    return;
  }
  response.write(chunk({}, 'stop'));
  const usage = { prompt_tokens: 40, completion_tokens: 20, total_tokens: 60 };
  response.write(`data: ${JSON.stringify({ id: 'c', choices: [], usage })}\n\n`);
  response.end('data: [DONE]\n\n');
}
