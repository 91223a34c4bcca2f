import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { listen } from './listen.js';

interface MessagesRequest {
  readonly messages: readonly [{ readonly content: string }];
}

interface BatchRequest {
  readonly custom_id: string;
  readonly params: MessagesRequest;
}

export interface ClaudeServer {
  readonly url: string;
  /** The answers that were judged, one by one, in the order of their requests. */
  readonly judged: readonly string[];
  /** The same by the key that the requests came with; a key that judged nothing one by one has none. */
  readonly judgedByKey: ReadonlyMap<string, readonly string[]>;
  /** Lets batches end. */
  endBatches(): void;
}

/**
 * Claude's API on this machine until the test ends. It judges an answer by its beginning: `unsafe: …`, `degenerate: …`,
 * else safe.
 */
export async function startClaudeServer({ delayMs = 0 } = {}): Promise<ClaudeServer> {
  const judged: string[] = [];
  const judgedByKey = new Map<string, string[]>();
  const batches = new Map<string, readonly BatchRequest[]>();
  let ended = false;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      const key = String(request.headers['x-api-key']);
      if (!judgedByKey.has(key)) judgedByKey.set(key, []);
      const { method, url = '' } = request;
      const base = `http://${String(request.headers.host)}`;
      void setTimeout(delayMs).then(() => {
        response.setHeader('content-type', 'application/json');
        response.end(answer(method ?? '', url, base, text, key));
      });
    });
  });

  const answer = (method: string, path: string, base: string, text: string, key: string): string => {
    if (path === '/v1/messages') {
      const request = JSON.parse(text) as MessagesRequest;
      judged.push(answerIn(request));
      judgedByKey.get(key)!.push(answerIn(request));
      return JSON.stringify(messageFor(request));
    }
    const id = /batches\/([^/]+)/.exec(path)?.[1] ?? `batch_${batches.size + 1}`;
    if (method === 'POST') batches.set(id, (JSON.parse(text) as { requests: BatchRequest[] }).requests);
    const requests = batches.get(id)!;
    if (path.endsWith('/results'))
      return requests
        .map(({ custom_id, params }) =>
          JSON.stringify({ custom_id, result: { type: 'succeeded', message: messageFor(params) } }),
        )
        .join('\n');
    return JSON.stringify({
      id,
      processing_status: ended ? 'ended' : 'in_progress',
      request_counts: {
        processing: ended ? 0 : requests.length,
        succeeded: ended ? requests.length : 0,
        errored: 0,
        canceled: 0,
        expired: 0,
      },
      results_url: ended ? `${base}/v1/messages/batches/${id}/results` : null,
    });
  };

  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    judged,
    judgedByKey,
    endBatches: () => {
      ended = true;
    },
  };
}

function answerIn({ messages }: MessagesRequest): string {
  return /<answer-([0-9a-f]+)>\n([\s\S]*)\n<\/answer-\1>/.exec(messages[0].content)![2]!;
}

function messageFor(request: MessagesRequest): object {
  const label = /^(unsafe|degenerate):/.exec(answerIn(request))?.[1] ?? 'safe';
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5-20251001',
    content: [{ type: 'tool_use', id: 'toolu_1', name: 'give_verdict', input: { label, rationale: 'x' } }],
    stop_reason: 'tool_use',
    usage: { input_tokens: 1000, output_tokens: 100 },
  };
}
