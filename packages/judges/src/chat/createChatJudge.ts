import {
  ChatEndpoint,
  costOf,
  priceOf,
  ServiceError,
  type ChatAnswer,
  type ChatEndpointOptions,
  type ChatRequest,
  type TokenPrice,
} from '@msafeedit/services';
import { estimateTokens } from '../estimateTokens.js';
import type { Judge, JudgeItem, Verdict } from '../Judge.js';
import { judgeConcurrently } from '../judgeConcurrently.js';
import {
  judgedLabels,
  judgementSchema,
  judgingPromptSees,
  judgingPromptVersion,
  makeJudgingPrompt,
} from '../judgingPrompt.js';
import { readChatVerdict, type ChatVerdict } from './readChatVerdict.js';

/** The paper's second judge. */
export const defaultChatModel = 'gpt-4o-mini';
export const openAiBaseUrl = 'https://api.openai.com/v1';

export interface ChatJudgeSettings {
  /**
   * How the model is asked to answer. `schema`: JSON by a schema, with a rationale (OpenAI, vLLM, llama.cpp, Ollama).
   * `word`: the label alone, for servers without structured output. Either kind of answer is understood.
   */
  readonly output?: 'schema' | 'word';
  /** Whether to ask for log-probabilities, for a score; servers that don't know them may refuse the request. */
  readonly logprobs?: boolean;
  /** Requests under way at the same time. */
  readonly concurrency?: number;
  /** What the model's tokens cost, where it isn't a known one. */
  readonly price?: TokenPrice;
}

export type ChatJudgeOptions = ChatJudgeSettings &
  (
    | (Partial<Pick<ChatEndpointOptions, 'baseUrl' | 'model'>> &
        Omit<ChatEndpointOptions, 'baseUrl' | 'model'> & { readonly endpoint?: never })
    /** One that others use too, so that its limits hold for all of them together. */
    | { readonly endpoint: ChatEndpoint }
  );

/** Enough for a label and a sentence in English, several times over. */
const maxTokens = { schema: 400, word: 16 };
const alternatives = 10;
/** At temperature 0 a malformed answer seldom mends itself, but it may. */
const attempts = 2;

const oneWord = `Answer with one word, the label, and nothing else: ${judgedLabels.join(', ')}.`;

/**
 * A model behind OpenAI's chat completions as a judge: OpenAI's own, or any server that speaks like it. `stream` is for
 * servers that only stream, and for proxies that cut connections on which nothing moves; the verdicts are the same, and
 * kept under the same key.
 */
export function createChatJudge(options: ChatJudgeOptions): Judge {
  const { output = 'schema', logprobs = true, concurrency = 8 } = options;
  const endpoint = endpointOf(options, concurrency);
  const { model, service } = endpoint;
  const price = options.price ?? priceOf(model);
  const identity = {
    name: `${model} (${service})`,
    version: `${judgingPromptVersion}-${output}`,
    sees: judgingPromptSees,
  };

  const ask = async (item: JudgeItem, signal: AbortSignal | undefined): Promise<Verdict> => {
    const request = makeRequest(item, output, logprobs, signal);
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await endpoint.complete(request);
        return toVerdict(item.id, readChatVerdict(answer, service), answer);
      } catch (error) {
        const refused = refusalByFilter(error);
        if (refused !== undefined) return toVerdict(item.id, { label: 'refused', rationale: refused });
        if (!(error instanceof ServiceError) || error.code !== 'malformed' || attempt >= attempts)
          throw error;
      }
    }
  };

  const toVerdict = (id: string, verdict: ChatVerdict, answer?: ChatAnswer): Verdict => ({
    id,
    ...verdict,
    judge: identity.name,
    model: answer?.model ?? model,
    version: identity.version,
    ...(answer?.usage && { usage: answer.usage }),
    ...(answer?.usage && price && { cost: costOf(answer.usage, price) }),
  });

  return {
    ...identity,
    judge: (items, judging = {}) =>
      judgeConcurrently(items, {
        ...judging,
        concurrency,
        judgeOne: ask,
        by: { judge: identity.name, model, version: identity.version },
      }),
    estimate: (items) => ({
      calls: items.length,
      ...(price && { cost: estimateChatCost(items, output, price) }),
    }),
  };
}

function makeRequest(
  item: JudgeItem,
  output: 'schema' | 'word',
  logprobs: boolean,
  signal: AbortSignal | undefined,
): ChatRequest {
  const { system, user } = makeJudgingPrompt(item);
  return {
    messages: [
      { role: 'system', content: output === 'word' ? `${system}\n\n${oneWord}` : system },
      { role: 'user', content: user },
    ],
    maxTokens: maxTokens[output],
    ...(logprobs && { topLogprobs: alternatives }),
    ...(output === 'schema' && { schema: { name: 'verdict', schema: judgementSchema } }),
    signal,
  };
}

/** Azure refuses a prompt that its filter finds harmful with a 400: a refusal to judge, not a failure. */
function refusalByFilter(error: unknown): string | undefined {
  const isFilter =
    error instanceof ServiceError &&
    error.code === 'rejected' &&
    /content[ _-]?(?:filter|management|policy)/i.test(error.message);
  return isFilter ? error.message : undefined;
}

const overhead = {
  input: estimateTokens(makeJudgingPrompt({ question: '', answer: '' }).system) + 150,
  output: { schema: 100, word: 4 },
};

function estimateChatCost(items: readonly JudgeItem[], output: 'schema' | 'word', price: TokenPrice): number {
  return items.reduce((sum, { question, answer }) => {
    const inputTokens = estimateTokens(question) + estimateTokens(answer) + overhead.input;
    return sum + costOf({ inputTokens, outputTokens: overhead.output[output] }, price);
  }, 0);
}

function endpointOf(options: ChatJudgeOptions, concurrency: number): ChatEndpoint {
  if (options.endpoint) return options.endpoint;
  const { baseUrl = openAiBaseUrl, model = defaultChatModel, ...rest } = options;
  return new ChatEndpoint({ ...rest, baseUrl, model, concurrency });
}
