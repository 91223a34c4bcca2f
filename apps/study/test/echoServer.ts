import { createServer, type ServerResponse } from 'node:http';
import { listen } from './listen.js';

/** A request as whoever writes an error page may repeat it: headers and body. */
export interface EchoedRequest {
  readonly path: string;
  readonly text: string;
}

export type EchoAnswer = (response: ServerResponse, request: EchoedRequest) => void;

export interface EchoServer {
  readonly url: string;
  readonly requests: readonly EchoedRequest[];
}

/** A server on this machine until the test ends. */
export async function startEchoServer(answer: EchoAnswer): Promise<EchoServer> {
  const requests: EchoedRequest[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const echoed = { path: request.url ?? '', text: `${request.rawHeaders.join(' ')} ${body}` };
      requests.push(echoed);
      answer(response, echoed);
    });
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, requests };
}

/** Nobody waits that long, so that a failure is one at once. */
const muchLater = { 'retry-after': '100000' };

/** Answers that repeat all that was sent, keys included, as debugging proxies do. */
export const echoAnswers: Readonly<Record<string, (other: string) => EchoAnswer>> = {
  'status 401': () => echo(401),
  'status 429': () => echo(429),
  'status 500': () => echo(500),
  'status 400, in words':
    () =>
    (response, { text }) => {
      response
        .writeHead(400, { ...muchLater, 'x-error-message': oneLine(text) })
        .end(`<p>You sent ${text}</p>`);
    },
  'an answer that is no JSON':
    () =>
    (response, { text }) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(`You sent ${text}`);
    },
  'an answer of another shape':
    () =>
    (response, { text }) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ sent: text }));
    },
  'a redirect to another host':
    (other) =>
    (response, { path }) => {
      response.writeHead(307, { location: `${other}${path}` }).end();
    },
};

function echo(status: number): EchoAnswer {
  return (response, { text }) => {
    const body = { type: 'error', error: { type: 'api_error', message: `You sent ${text}` } };
    const headers = { 'content-type': 'application/json', 'x-error-message': oneLine(text), ...muchLater };
    response.writeHead(status, headers).end(JSON.stringify(body));
  };
}

const oneLine = (text: string): string => text.replace(/[^ -~]/g, ' ').slice(0, 2000);
