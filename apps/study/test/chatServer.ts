import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ChatServer {
  /** Up to the version. */
  readonly url: string;
  /** The `authorization` headers that came, `undefined` where there was none. */
  readonly authorization: ReadonlySet<string | undefined>;
}

/** A server of chat completions on this machine, until the test ends, that always answers the same. */
export async function startChatServer(content: string): Promise<ChatServer> {
  const authorization = new Set<string | undefined>();
  const url = await listen((request, response) => {
    authorization.add(request.headers.authorization);
    const body = { model: 'served', choices: [{ finish_reason: 'stop', message: { content } }] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  });
  return { url, authorization };
}

/** The address of a server that is down, and says that one may ask again at once. */
export async function startDownServer(): Promise<string> {
  return await listen((_, response) => {
    response.writeHead(503, { 'retry-after': '0' }).end('down for maintenance');
  });
}

/** The address of a server that is asked for nothing but chat completions. */
async function listen(answer: RequestListener): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      answer(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}
