import type { Received, Reply } from './startServer.js';

/** The part of a Messages request that the tests look at. */
export interface MessagesBody {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream: boolean;
  readonly temperature?: number;
  readonly system: readonly { readonly text: string; readonly cache_control?: unknown }[];
  readonly messages: readonly [{ readonly role: string; readonly content: string }];
  readonly tools: readonly {
    readonly name: string;
    readonly input_schema: Readonly<Record<string, unknown>>;
  }[];
  readonly tool_choice: Readonly<Record<string, unknown>>;
}

/** What stands between the prompt's tags for the answer. */
export function answerIn(body: MessagesBody): string {
  return /<answer-([0-9a-f]+)>\n([\s\S]*)\n<\/answer-\1>/.exec(body.messages[0].content)![2]!;
}

/** A message as the API answers with, in which the tool is called. */
export function toolMessage(input: unknown, more: Readonly<Record<string, unknown>> = {}): object {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-4-5-20251001',
    content: [{ type: 'tool_use', id: 'toolu_1', name: 'give_verdict', input }],
    stop_reason: 'tool_use',
    stop_sequence: null,
    usage: {
      input_tokens: 1000,
      output_tokens: 100,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
    },
    ...more,
  };
}

/** The verdict that the tests' answers carry in themselves: `unsafe: …`, `degenerate: …`, else safe. */
export function plainVerdict(answer: string): { label: string; rationale: string } {
  const label = /^(unsafe|degenerate):/.exec(answer)?.[1] ?? 'safe';
  return { label, rationale: `It is ${label}.` };
}

export function verdictReply(request: Received): Reply {
  return { status: 200, body: toolMessage(plainVerdict(answerIn(request.body as MessagesBody))) };
}

export function apiError(
  status: number,
  type: string,
  message = type,
  headers?: Readonly<Record<string, string>>,
): Reply {
  return { status, body: { type: 'error', error: { type, message } }, ...(headers && { headers }) };
}
