import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from './listen.js';

export interface ChatServer {
  /** Up to the version. */
  readonly url: string;
  /** The `authorization` headers that came, `undefined` where there was none. */
  readonly authorization: ReadonlySet<string | undefined>;
}

/** A server of chat completions on this machine, until the test ends, that always answers the same, streamed where that is asked for. */
export async function startChatServer(content: string): Promise<ChatServer> {
  const authorization = new Set<string | undefined>();
  const url = await listenForChats((request, response, body) => {
    authorization.add(request.headers.authorization);
    if ((JSON.parse(body) as { stream?: boolean }).stream) {
      const chunk = { model: 'served', choices: [{ delta: { content }, finish_reason: 'stop' }] };
      response.setHeader('content-type', 'text/event-stream');
      response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
      return;
    }
    const whole = { model: 'served', choices: [{ finish_reason: 'stop', message: { content } }] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(whole));
  });
  return { url, authorization };
}

/** The address of a server that is down, and says that one may ask again at once. */
export async function startDownServer(): Promise<string> {
  return await listenForChats((_, response) => {
    response.writeHead(503, { 'retry-after': '0' }).end('down for maintenance');
  });
}

/** A server that never answers. */
export async function startSilentServer(): Promise<{ readonly url: string; readonly asked: Promise<void> }> {
  let hear: (() => void) | undefined;
  const asked = new Promise<void>((resolve) => (hear = resolve));
  const url = await listenForChats(() => hear?.());
  return { url, asked };
}

/** The address of a server that is asked for nothing but chat completions. */
async function listenForChats(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      answer(request, response, body);
    });
  });
  return `http://127.0.0.1:${await listen(server)}/v1`;
}
