import { z } from 'zod';
import { fromClaude, type ClaudeAnswer, type ClaudeRequest } from './claudeMessages.js';
import { excerptOf } from './excerptOf.js';
import { ServiceError } from './ServiceError.js';

/** How far a batch is. */
export interface ClaudeBatchState {
  readonly id: string;
  readonly isDone: boolean;
  readonly processing: number;
  readonly succeeded: number;
  /** Errored, cancelled or expired. */
  readonly failed: number;
}

/** A batch of the workspace, whoever submitted it. */
export interface RecentClaudeBatch {
  readonly id: string;
  readonly createdAt: Date;
  readonly isDone: boolean;
  /** How many requests are in it. */
  readonly requests: number;
}

/** One request's outcome in a batch. */
export type ClaudeBatchResult =
  | { readonly id: string; readonly answer: ClaudeAnswer }
  | { readonly id: string; readonly error: ServiceError };

/** What we read of a batch, and of each line of its results; the SDK passes on whatever the server sent. */
export const claudeBatch = z.object({
  id: z.string(),
  processing_status: z.string(),
  request_counts: z.object({
    processing: z.number(),
    succeeded: z.number(),
    errored: z.number(),
    canceled: z.number(),
    expired: z.number(),
  }),
});

export const claudeBatchList = z.object({
  data: z.array(claudeBatch.extend({ created_at: z.iso.datetime({ offset: true }) })),
});

export const claudeBatchLine = z.object({
  custom_id: z.string(),
  result: z.union([
    z.object({ type: z.literal('succeeded'), message: z.unknown() }),
    z.object({
      type: z.literal('errored'),
      error: z.object({ error: z.object({ type: z.string(), message: z.string() }) }),
    }),
    z.object({ type: z.enum(['canceled', 'expired']) }),
  ]),
});

/** @throws {ServiceError} `malformed` */
export function readBatch<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = z.prettifyError(parsed.error).replaceAll('\n', '; ');
  throw new ServiceError('malformed', 'Claude', `answered with no batch: ${problems}`);
}

export function readBatchResult(
  id: string,
  result: z.infer<typeof claudeBatchLine>['result'],
  request: ClaudeRequest,
  apiKey: string,
): ClaudeBatchResult {
  if (result.type === 'succeeded') {
    try {
      return { id, answer: fromClaude(result.message, request) };
    } catch (error) {
      if (error instanceof ServiceError) return { id, error };
      throw error;
    }
  }
  const reason =
    result.type === 'errored' ? `${result.error.error.type}: ${result.error.error.message}` : result.type;
  const isOurs = result.type === 'errored' && result.error.error.type === 'invalid_request_error';
  const code = isOurs ? 'rejected' : 'down';
  return { id, error: new ServiceError(code, 'Claude', `in the batch: ${excerptOf(reason, [apiKey])}.`) };
}

export function stateOf({
  id,
  processing_status,
  request_counts,
}: z.infer<typeof claudeBatch>): ClaudeBatchState {
  const { processing, succeeded, errored, canceled, expired } = request_counts;
  return {
    id,
    isDone: processing_status === 'ended',
    processing,
    succeeded,
    failed: errored + canceled + expired,
  };
}

export function recentOf({
  id,
  created_at,
  processing_status,
  request_counts,
}: z.infer<typeof claudeBatchList>['data'][number]): RecentClaudeBatch {
  return {
    id,
    createdAt: new Date(created_at),
    isDone: processing_status === 'ended',
    requests: Object.values(request_counts).reduce((sum, count) => sum + count, 0),
  };
}
