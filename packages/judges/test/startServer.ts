import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { streamed } from './streamed.js';

export interface Received {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed JSON; `undefined` where there is none. */
  readonly body: unknown;
}

/** Answers one request: a status with a JSON body, text as it is, or a connection that is cut. */
export type Reply =
  | {
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      /** Whether the connection is cut in the middle of the body. */
      readonly isCut?: boolean;
    }
  | 'cut'
  | 'cut in the body';

export interface Server {
  readonly url: string;
  readonly received: readonly Received[];
}

/** A real server on this machine until the test ends. A whole answer is streamed where the request asks for it. */
export async function startServer(reply: (request: Received) => Reply | Promise<Reply>): Promise<Server> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { method = '', url: path = '', headers } = request;
      const whole = { method, path, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
      received.push(whole);
      void Promise.resolve(reply(whole)).then((answer) => {
        write(answer, response, wantsStream(whole));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

function wantsStream({ body }: Received): boolean {
  return typeof body === 'object' && body !== null && 'stream' in body && body.stream === true;
}

function write(answer: Reply, response: ServerResponse, isStream: boolean): void {
  if (answer === 'cut') response.socket?.destroy();
  else if (answer === 'cut in the body' && isStream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('event: ping\ndata: {"type": "pi', () => response.socket?.destroy());
  } else if (answer === 'cut in the body') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"id": ', () => response.socket?.destroy());
  } else {
    const { status, body, headers, isCut = false } = answer;
    const isStreamed = isStream && status === 200 && typeof body === 'object' && body !== null;
    const json = typeof body === 'string' ? body : JSON.stringify(body);
    const text = isStreamed ? streamed(body) : json;
    const type = isStreamed ? 'text/event-stream' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers });
    if (isCut) response.write(text.slice(0, text.length / 2), () => response.socket?.destroy());
    else response.end(text);
  }
}
