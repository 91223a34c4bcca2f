import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface LoopbackRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Writes the answer to one request, or breaks off. */
export type Answer = (response: ServerResponse, request: LoopbackRequest) => void;

export interface Loopback {
  readonly url: string;
  /** All whole requests so far. */
  readonly requests: readonly LoopbackRequest[];
  /** The most requests that were under way at the same time. */
  readonly mostAtOnce: number;
  /** How many connections clients gave up before they had their answer. */
  readonly givenUp: number;
}

/** A real server on this machine until the test ends: gives the answers one after the other, the last one again and again. */
export async function startLoopback(...answers: readonly [Answer, ...Answer[]]): Promise<Loopback> {
  const requests: LoopbackRequest[] = [];
  const counts = { underWay: 0, mostAtOnce: 0, givenUp: 0 };
  const server = createServer((request, response) => {
    counts.mostAtOnce = Math.max(counts.mostAtOnce, ++counts.underWay);
    response.on('close', () => {
      counts.underWay--;
      if (!response.writableFinished) counts.givenUp++;
    });
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const whole = { method, path, headers, body: Buffer.concat(chunks).toString('utf8') };
      const answer = answers[Math.min(requests.length, answers.length - 1)]!;
      requests.push(whole);
      answer(response, whole);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get mostAtOnce() {
      return counts.mostAtOnce;
    },
    get givenUp() {
      return counts.givenUp;
    },
  };
}

/** An answer with a status; a string is the body as it is, anything else is written as JSON. */
export function reply(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

/** Cuts the connection before the answer begins. */
export const cutAtOnce: Answer = (response) => {
  response.socket?.destroy();
};

/** Cuts the connection in the middle of the answer's body. */
export const cutInBody: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"data": ', () => response.socket?.destroy());
};

/** Answers `after` milliseconds later. */
export function later(after: number, answer: Answer): Answer {
  return (response, request) => {
    const timer = setTimeout(() => {
      answer(response, request);
    }, after);
    response.on('close', () => {
      clearTimeout(timer);
    });
  };
}

/** Never answers; the client must give up. */
export const hang: Answer = () => undefined;
