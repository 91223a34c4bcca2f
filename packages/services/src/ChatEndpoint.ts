import { z } from 'zod';
import { completionOfChunks } from './chatChunks.js';
import { openAiRequest, type OpenAiAccess } from './openAiRequest.js';
import type { TokenUsage } from './prices.js';
import { requestEvents } from './requestEvents.js';
import { requestJson } from './requestJson.js';
import { ServiceCaller, type ServiceCallerOptions } from './ServiceCaller.js';
import { ServiceError } from './ServiceError.js';

export interface ChatEndpointOptions extends ServiceCallerOptions, OpenAiAccess {
  readonly model: string;
  /**
   * Whether answers come in pieces as they are written, for proxies that cut connections on which nothing moves, and for
   * servers that only stream. The answers are the same.
   * @default false
   */
  readonly stream?: boolean;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  /** New tokens at most. */
  readonly maxTokens: number;
  /** 0 by default. */
  readonly temperature?: number;
  /** How many alternatives' log-probabilities to ask for at each token; none by default. */
  readonly topLogprobs?: number;
  /** A JSON schema that the answer must follow, where the server knows structured output. */
  readonly schema?: { readonly name: string; readonly schema: Readonly<Record<string, unknown>> };
  /** More fields of the request's body, for what a server offers beyond the standard. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal | undefined;
}

export interface TokenAlternative {
  readonly token: string;
  /** Natural logarithm. */
  readonly logprob: number;
}

export interface ChatAnswer {
  /** Empty where the model refused through the API's refusal field. */
  readonly text: string;
  /** What the API's refusal field says, where the server has one and the model refused. */
  readonly refusal?: string;
  /** `stop`, `length`, `content_filter`, … as the server names it. */
  readonly finishReason: string;
  /** As the server names it, which may be more exact than the name asked for. */
  readonly model: string;
  readonly usage?: TokenUsage;
  /** The alternatives at each token of the answer, where they were asked for and the server gives them. */
  readonly logprobs?: readonly (readonly TokenAlternative[])[];
}

const completion = z.object({
  model: z.string().optional(),
  choices: z
    .array(
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        logprobs: z
          .object({
            content: z
              .array(
                z.object({
                  top_logprobs: z.array(z.object({ token: z.string(), logprob: z.number() })).default([]),
                }),
              )
              .nullish(),
          })
          .nullish(),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
    })
    .nullish(),
});

/** A server that speaks OpenAI's chat completions: OpenAI itself, vLLM, Ollama, llama.cpp and many more. */
export class ChatEndpoint {
  readonly model: string;
  readonly service: string;
  private readonly caller: ServiceCaller;
  private readonly options: ChatEndpointOptions;

  constructor(options: ChatEndpointOptions) {
    this.options = options;
    this.model = options.model;
    this.service = options.service ?? new URL(options.baseUrl).host;
    this.caller = new ServiceCaller(this.service, options);
  }

  /**
   * The model's answer to the messages.
   * @throws {ServiceError} after the retries
   */
  async complete(request: ChatRequest): Promise<ChatAnswer> {
    return await this.caller.call(async (signal) => await this.send(request, signal), request.signal);
  }

  private async send(request: ChatRequest, signal: AbortSignal): Promise<ChatAnswer> {
    const { model, stream = false } = this.options;
    const sent = openAiRequest(
      this.options,
      '/chat/completions',
      {
        model,
        messages: request.messages,
        max_tokens: request.maxTokens,
        temperature: request.temperature ?? 0,
        ...(request.topLogprobs !== undefined && { logprobs: true, top_logprobs: request.topLogprobs }),
        ...(request.schema && {
          response_format: { type: 'json_schema', json_schema: { ...request.schema, strict: true } },
        }),
        ...(stream && { stream: true, stream_options: { include_usage: true } }),
        ...request.extra,
      },
      signal,
    );
    const body = stream
      ? completionOfChunks(await requestEvents(sent), this.service)
      : await requestJson(sent);
    const parsed = completion.safeParse(body);
    if (!parsed.success)
      throw new ServiceError(
        'malformed',
        this.service,
        `answered with no chat completion: ${z.prettifyError(parsed.error).replaceAll('\n', '; ')}`,
      );
    const { choices, usage, model: named } = parsed.data;
    const { message, finish_reason, logprobs } = choices[0]!;
    const cached = usage?.prompt_tokens_details?.cached_tokens ?? 0;
    return {
      text: message.content ?? '',
      ...(typeof message.refusal === 'string' && message.refusal !== '' && { refusal: message.refusal }),
      finishReason: finish_reason ?? 'unknown',
      model: named ?? model,
      ...(usage && {
        usage: {
          inputTokens: usage.prompt_tokens - cached,
          outputTokens: usage.completion_tokens,
          ...(cached > 0 && { cacheReadTokens: cached }),
        },
      }),
      ...(logprobs?.content && { logprobs: logprobs.content.map(({ top_logprobs }) => top_logprobs) }),
    };
  }
}
