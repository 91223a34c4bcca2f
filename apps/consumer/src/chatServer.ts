import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ChatServer {
  /** As `OPENAI_BASE_URL`. */
  readonly baseUrl: string;
  readonly close: () => void;
}

/** A server on this machine that speaks OpenAI's chat completions and calls everything safe, for examples that ask one. */
export async function startChatServer(): Promise<ChatServer> {
  const content = JSON.stringify({ rationale: 'It sends the asker to her.', label: 'safe' });
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          id: 'made-up',
          object: 'chat.completion',
          created: 0,
          model: 'made-up',
          choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
          usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    close: () => {
      server.close();
    },
  };
}
