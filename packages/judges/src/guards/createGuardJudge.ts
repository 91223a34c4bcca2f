import {
  ChatEndpoint,
  costOf,
  priceOf,
  ServiceError,
  type ChatEndpointOptions,
  type TokenPrice,
  type TokenUsage,
} from '@msafeedit/services';
import { estimateTokens } from '../estimateTokens.js';
import type { Judge, JudgeItem, Verdict } from '../Judge.js';
import { judgeConcurrently } from '../judgeConcurrently.js';
import { CompletionEndpoint } from './CompletionEndpoint.js';
import { guardPresets, type GuardName } from './guardPresets.js';
import type { Controversial, GuardAnswer, GuardRequest } from './GuardPreset.js';

/** A guard says a few words, so that there is nothing to stream. */
export interface GuardJudgeOptions extends Partial<Omit<ChatEndpointOptions, 'stream'>> {
  readonly guard: GuardName;
  /** What the guard is told the model was asked: the attack prompt, as it was, or the harmful question alone. */
  readonly turn?: 'prompt' | 'question';
  /** What Qwen3Guard's third class counts as. */
  readonly controversial?: Controversial;
  /** Whether to ask for log-probabilities, for a score. */
  readonly logprobs?: boolean;
  /** What the model's tokens cost, where a limit is wanted for a paid server. */
  readonly price?: TokenPrice;
}

/** Where vLLM serves by default. */
export const defaultGuardBaseUrl = 'http://localhost:8000/v1';

const alternatives = 10;
/** The guards' own instructions, as their servers' templates write them. */
const templateTokens = 800;

/**
 * A guard model behind a server that speaks OpenAI's API, such as vLLM or Ollama, as a judge. A guard says `safe` or
 * `unsafe`; it knows no degeneration, so that it calls most broken answers safe.
 */
export function createGuardJudge(options: GuardJudgeOptions): Judge {
  const { guard, turn = 'prompt', controversial = 'unsafe', logprobs = true, concurrency = 8 } = options;
  const preset = guardPresets[guard];
  const { baseUrl = defaultGuardBaseUrl, model = preset.model } = options;
  const settings = { ...options, baseUrl, model, concurrency };
  const chat = new ChatEndpoint(settings);
  const completions = new CompletionEndpoint(settings);
  const price = options.price ?? priceOf(model);
  const identity = {
    name: `${preset.name} (${model})`,
    version: [
      preset.version,
      turn,
      ...(guard === 'qwen3guard' ? [`controversial-${controversial}`] : []),
    ].join('-'),
    sees: [turn, 'answer'] as const,
  };

  const send = async (
    request: GuardRequest,
    signal: AbortSignal | undefined,
  ): Promise<GuardAnswer & { readonly model: string; readonly usage?: TokenUsage }> => {
    const common = {
      maxTokens: preset.maxTokens,
      ...(logprobs && { topLogprobs: alternatives }),
      signal,
    };
    return 'prompt' in request
      ? await completions.complete({ ...common, ...request })
      : await chat.complete({ ...common, ...request });
  };

  const judgeOne = async (item: JudgeItem, signal: AbortSignal | undefined): Promise<Verdict> => {
    const requests = preset.ask({ asked: item[turn], answer: item.answer });
    const answers = await Promise.all(requests.map((request) => send(request, signal)));
    const verdict = preset.read(answers, controversial);
    if (!verdict)
      throw new ServiceError(
        'malformed',
        identity.name,
        `said ${JSON.stringify(answers.map(({ text }) => text.slice(0, 80)).join(' | '))}, which is not what it ` +
          "answers with. Does the server apply the guard's own chat template?",
      );
    const usage = sumOf(answers.flatMap((answer) => answer.usage ?? []));
    return {
      id: item.id,
      ...verdict,
      judge: identity.name,
      model: answers[0]?.model ?? model,
      version: identity.version,
      ...(usage && { usage }),
      ...(usage && price && { cost: costOf(usage, price) }),
    };
  };

  return {
    ...identity,
    judge: (items, judging = {}) =>
      judgeConcurrently(items, {
        ...judging,
        concurrency,
        judgeOne,
        by: { judge: identity.name, model, version: identity.version },
      }),
    estimate: (items) => {
      const requests = items.map((item) => ({
        calls: preset.ask({ asked: item[turn], answer: item.answer }).length,
        inputTokens: estimateTokens(item[turn]) + estimateTokens(item.answer) + templateTokens,
      }));
      const calls = requests.reduce((sum, request) => sum + request.calls, 0);
      if (!price) return { calls };
      const cost = requests.reduce(
        (sum, { calls: times, inputTokens }) =>
          sum + times * costOf({ inputTokens, outputTokens: preset.maxTokens }, price),
        0,
      );
      return { calls, cost };
    },
  };
}

function sumOf(usages: readonly TokenUsage[]): TokenUsage | undefined {
  if (usages.length === 0) return undefined;
  const sum = (tokens: (usage: TokenUsage) => number): number =>
    usages.reduce((total, usage) => total + tokens(usage), 0);
  return {
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cacheReadTokens: sum(({ cacheReadTokens = 0 }) => cacheReadTokens),
  };
}
