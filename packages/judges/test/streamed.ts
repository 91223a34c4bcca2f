type Fields = Readonly<Record<string, unknown>>;

interface Message extends Fields {
  readonly content: readonly (Fields & {
    readonly type: string;
    readonly input?: unknown;
    readonly text?: string;
  })[];
  readonly stop_reason: string;
  readonly usage: Fields & { readonly output_tokens: number };
}

interface Completion extends Fields {
  readonly choices: readonly (Fields & {
    readonly message: Fields;
    readonly logprobs?: { readonly content: unknown[] } | null;
  })[];
  readonly usage?: unknown;
}

/**
 * The server-sent events that a service sends instead of this whole answer where it was asked to stream; for an error,
 * the event that tells of one after a stream has begun.
 */
export function streamed(body: object): string {
  if ('error' in body) return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
  return 'choices' in body ? ofCompletion(body as Completion) : ofMessage(body as Message);
}

/** https://docs.claude.com/en/docs/build-with-claude/streaming */
function ofMessage({ content, stop_reason, usage, ...message }: Message): string {
  const start = { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  const blocks = content.flatMap(({ input, text, ...block }, index) => {
    const isTool = block.type === 'tool_use';
    const parts = inPieces(isTool ? JSON.stringify(input) : text!);
    return [
      {
        type: 'content_block_start',
        index,
        content_block: { ...block, ...(isTool ? { input: {} } : { text: '' }) },
      },
      ...parts.map((part) => ({
        ...{ type: 'content_block_delta', index },
        delta: isTool ? { type: 'input_json_delta', partial_json: part } : { type: 'text_delta', text: part },
      })),
      { type: 'content_block_stop', index },
    ];
  });
  return [
    { type: 'message_start', message: start },
    { type: 'ping' },
    ...blocks,
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence: null },
      usage: { output_tokens: usage.output_tokens },
    },
    { type: 'message_stop' },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}

/** https://platform.openai.com/docs/api-reference/chat/streaming */
function ofCompletion({ choices, usage, ...completion }: Completion): string {
  const chunk = (more: object): object => ({ ...completion, object: 'chat.completion.chunk', ...more });
  const parts = choices.flatMap(({ index, message, finish_reason, logprobs }) => {
    const { content, refusal } = message as { content: string | null; refusal: string | null };
    const said = content ?? refusal ?? '';
    const field = content === null ? 'refusal' : 'content';
    return [
      { index, delta: { role: 'assistant', [field]: '' }, logprobs: null, finish_reason: null },
      ...inPieces(said).map((piece, at) => ({
        ...{ index, delta: { [field]: piece }, finish_reason: null },
        logprobs: at === 0 ? (logprobs ?? null) : null,
      })),
      { index, delta: {}, logprobs: null, finish_reason },
    ];
  });
  return [
    ...parts.map((choice) => chunk({ choices: [choice], usage: null })),
    chunk({ choices: [], usage }),
    '[DONE]',
  ]
    .map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    .join('');
}

function inPieces(text: string): readonly string[] {
  return text.match(/.{1,7}/gsu) ?? [];
}
