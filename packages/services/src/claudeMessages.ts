import type Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import type { TokenUsage } from './prices.js';
import { ServiceError } from './ServiceError.js';

/** A question whose answer is the input of one tool, so that it has a fixed shape. */
export interface ClaudeRequest {
  /** The part that all requests share; kept in the provider's prompt cache where it is long enough for that. */
  readonly system: string;
  readonly user: string;
  readonly tool: {
    readonly name: string;
    readonly description: string;
    /** JSON schema of the tool's input. */
    readonly inputSchema: Readonly<Record<string, unknown>>;
    /** What the input is checked by. */
    readonly check: z.ZodType;
  };
  /** New tokens at most. */
  readonly maxTokens: number;
}

export interface ClaudeAnswer {
  /** The tool's input, checked; or why the model declined (`stop_reason: "refusal"`, or words instead of the tool). */
  readonly outcome: { readonly input: unknown } | { readonly refused: string };
  /** As the API names it. */
  readonly model: string;
  readonly usage: TokenUsage;
}

/** The body of a Messages request. */
export function toClaude(
  request: ClaudeRequest,
  model: string,
): Anthropic.Messages.MessageCreateParamsNonStreaming {
  const { system, user, tool, maxTokens } = request;
  return {
    model,
    max_tokens: maxTokens,
    system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral' } }],
    messages: [{ role: 'user', content: user }],
    tools: [
      {
        name: tool.name,
        description: tool.description,
        input_schema: { type: 'object', ...tool.inputSchema },
      },
    ],
    tool_choice: { type: 'tool', name: tool.name, disable_parallel_tool_use: true },
    ...(takesTemperature(model) && { temperature: 0 }),
  };
}

/** What we read of a message; the SDK passes on whatever the server sent. */
const claudeMessage = z.object({
  model: z.string(),
  stop_reason: z.string().nullable(),
  stop_details: z.object({ explanation: z.string().nullish() }).nullish(),
  content: z.array(
    z.object({ type: z.string(), text: z.string().optional(), input: z.unknown().optional() }),
  ),
  usage: z.object({
    input_tokens: z.number(),
    output_tokens: z.number(),
    cache_read_input_tokens: z.number().nullish(),
    cache_creation_input_tokens: z.number().nullish(),
  }),
});

/**
 * What a message says.
 * @throws {ServiceError} `too-long`: the answer was cut at `maxTokens`; `malformed`: it is no message, or the tool's input
 *   doesn't fit its schema
 */
export function fromClaude(message: unknown, request: ClaudeRequest): ClaudeAnswer {
  const parsed = claudeMessage.safeParse(message);
  if (!parsed.success)
    throw new ServiceError('malformed', 'Claude', `answered with no message (${problemsOf(parsed.error)}).`);
  const { content, stop_reason, stop_details, usage, model } = parsed.data;
  const common = {
    model,
    usage: {
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cacheReadTokens: usage.cache_read_input_tokens ?? 0,
      cacheWriteTokens: usage.cache_creation_input_tokens ?? 0,
    },
  };
  const words = content
    .flatMap(({ type, text }) => (type === 'text' && text !== undefined ? [text] : []))
    .join(' ')
    .trim();
  if (stop_reason === 'refusal')
    return { ...common, outcome: { refused: stop_details?.explanation ?? (words || 'refusal') } };
  if (stop_reason === 'max_tokens')
    throw new ServiceError('too-long', 'Claude', `its answer was cut at ${request.maxTokens} tokens.`);
  if (stop_reason === 'model_context_window_exceeded')
    throw new ServiceError('too-long', 'Claude', `question and answer are longer than ${model} can hold.`);
  const use = content.find((block) => block.type === 'tool_use');
  if (!use) return { ...common, outcome: { refused: words || `it stopped with ${String(stop_reason)}` } };
  const checked = request.tool.check.safeParse(use.input);
  if (!checked.success)
    throw new ServiceError(
      'malformed',
      'Claude',
      `called the tool with an input that does not fit (${problemsOf(checked.error)}).`,
    );
  return { ...common, outcome: { input: checked.data } };
}

function problemsOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join('; ');
}

/** Models up to 4.6 take a temperature; later ones refuse the field. */
function takesTemperature(model: string): boolean {
  return /^claude-(3|(opus|sonnet|haiku)-4(-[0-6])?(-\d{8})?$)/.test(model);
}
