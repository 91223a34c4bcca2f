import {
  openAiRequest,
  requestJson,
  ServiceCaller,
  ServiceError,
  type ChatEndpointOptions,
  type TokenUsage,
} from '@msafeedit/services';
import { z } from 'zod';
import type { GuardAnswer } from './GuardPreset.js';

export interface CompletionRequest {
  /** The whole text that the model goes on from. */
  readonly prompt: string;
  /** New tokens at most. */
  readonly maxTokens: number;
  /** How many alternatives' log-probabilities to ask for at each token; none by default. */
  readonly topLogprobs?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface CompletionAnswer extends GuardAnswer {
  readonly model: string;
  readonly usage?: TokenUsage;
}

const completion = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        text: z.string(),
        logprobs: z
          .object({ top_logprobs: z.array(z.record(z.string(), z.number()).nullish()).nullish() })
          .nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.number(), completion_tokens: z.number().default(0) }).nullish(),
});

/** A server that speaks OpenAI's older completions, as vLLM does: it goes on from a prompt, without a chat template. */
export class CompletionEndpoint {
  readonly model: string;
  readonly service: string;
  private readonly caller: ServiceCaller;

  constructor(private readonly options: Omit<ChatEndpointOptions, 'stream'>) {
    this.model = options.model;
    this.service = options.service ?? new URL(options.baseUrl).host;
    this.caller = new ServiceCaller(this.service, options);
  }

  /** @throws {ServiceError} after the retries */
  async complete(request: CompletionRequest): Promise<CompletionAnswer> {
    return await this.caller.call(async (signal) => await this.send(request, signal), request.signal);
  }

  private async send(request: CompletionRequest, signal: AbortSignal): Promise<CompletionAnswer> {
    const { model } = this.options;
    const body = await requestJson(
      openAiRequest(
        this.options,
        '/completions',
        {
          model,
          prompt: request.prompt,
          max_tokens: request.maxTokens,
          temperature: 0,
          ...(request.topLogprobs !== undefined && { logprobs: request.topLogprobs }),
        },
        signal,
      ),
    );
    const parsed = completion.safeParse(body);
    if (!parsed.success)
      throw new ServiceError(
        'malformed',
        this.service,
        `answered with no completion: ${z.prettifyError(parsed.error).replaceAll('\n', '; ')}`,
      );
    const { choices, usage, model: named } = parsed.data;
    const { text, logprobs } = choices[0]!;
    const steps = logprobs?.top_logprobs?.map((step) =>
      Object.entries(step ?? {}).map(([token, logprob]) => ({ token, logprob })),
    );
    return {
      text,
      model: named ?? model,
      ...(steps && { logprobs: steps }),
      ...(usage && { usage: { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens } }),
    };
  }
}
