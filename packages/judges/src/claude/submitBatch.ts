import {
  ClaudeEndpoint,
  priceOf,
  ServiceError,
  type ClaudeEndpointOptions,
  type ServiceErrorCode,
  type TokenPrice,
} from '@msafeedit/services';
import type { JudgeItem } from '../Judge.js';
import { JudgeError } from '../JudgeError.js';
import { estimateJudging, type JudgeAllEstimate } from '../judgeAll.js';
import { planJudging } from '../planJudging.js';
import type { VerdictStore } from '../VerdictStore.js';
import { findTicket, saveTicket, type BatchPart, type BatchTicket } from './BatchTicket.js';
import { makeClaudeRequest } from './claudeRequest.js';
import { createClaudeJudge, defaultClaudeModel } from './createClaudeJudge.js';

export interface SubmitBatchOptions extends Omit<ClaudeEndpointOptions, 'model' | 'stream'> {
  readonly model?: string;
  /** Where the ticket is kept that `collectBatch` takes. */
  readonly ticket: string;
  /** Answers whose verdict is kept here aren't sent. */
  readonly store: VerdictStore;
  /** Kept in the ticket for whoever collects. */
  readonly notes?: Readonly<Record<string, string>>;
  /** US dollars; nothing is sent where the estimate is larger. */
  readonly limitUsd?: number | undefined;
  readonly price?: TokenPrice;
  readonly signal?: AbortSignal | undefined;
}

/** What a batch costs of the price of requests at once. */
export const batchDiscount = 0.5;

/** Far below the service's limits of 100,000 requests and 256 MB a batch, so that a part fits into memory. */
const requestsInPart = 5000;

/** After these the service has certainly not taken the batch; after others it may have. */
const certainlyRefused: ReadonlySet<ServiceErrorCode> = new Set([
  'key',
  'quota',
  'busy',
  'rejected',
  'too-long',
]);

/**
 * Hands answers in to Claude's Message Batches, to be judged within 24 hours at half the price, by the same judge as
 * `createClaudeJudge`'s. The ticket is written before each request and after it: where the process is killed in
 * between, `collectBatch` looks among the account's batches for the lost one.
 * @returns the ticket; without parts where no answer lacks a verdict
 * @throws {JudgeError} `ticket`: an earlier ticket of this name isn't collected; `options`: a limit without a price
 * @throws {ServiceError} `spent`: the estimate passes the limit; else what the service says
 */
export async function submitBatch(
  items: readonly JudgeItem[],
  options: SubmitBatchOptions,
): Promise<BatchTicket> {
  const { store, limitUsd, notes = {}, signal, model = defaultClaudeModel } = options;
  const endpoint = new ClaudeEndpoint({ ...options, model });
  const judge = createClaudeJudge({ endpoint, ...(options.price && { price: options.price }) });
  await assertCollected(options.ticket);
  assertWithin(limitUsd, estimateBatch(items, options), judge.name);

  const { keys, toJudge } = planJudging(judge, items, store);
  const ticket: BatchTicket = {
    format: 'msafeedit batch',
    version: 1,
    judge: judge.name,
    judgeVersion: judge.version,
    model,
    notes: { ...notes },
    items: items.map(({ id }, index) => [id, keys[index]!]),
    parts: cutInParts([...toJudge.keys()]),
  };
  const set = async (part: BatchPart, change: Partial<BatchPart>): Promise<void> => {
    Object.assign(part, change, { at: new Date().toISOString() });
    await saveTicket(options.ticket, ticket);
  };

  for (const part of ticket.parts) {
    signal?.throwIfAborted();
    await set(part, { state: 'submitting' });
    const requests = new Map(part.keys.map((key) => [key, makeClaudeRequest(toJudge.get(key)!)]));
    try {
      const batch = await endpoint.submitBatch(requests, signal);
      await set(part, { state: 'submitted', batch });
    } catch (error) {
      if (error instanceof ServiceError && certainlyRefused.has(error.code))
        await set(part, { state: 'missing' });
      throw error;
    }
  }
  if (ticket.parts.length === 0) await saveTicket(options.ticket, ticket);
  return ticket;
}

/** What `submitBatch` would hand in, and its price. */
export function estimateBatch(
  items: readonly JudgeItem[],
  {
    model = defaultClaudeModel,
    store,
    price,
  }: Pick<SubmitBatchOptions, 'model' | 'price'> & { readonly store?: VerdictStore | undefined },
): JudgeAllEstimate {
  const known = price ?? priceOf(model);
  // The key is for asking, which an estimate doesn't.
  const judge = createClaudeJudge({ apiKey: 'none', model, ...(known && { price: known }) });
  const { cost, ...estimate } = estimateJudging(judge, items, store);
  return { ...estimate, ...(cost !== undefined && { cost: cost * batchDiscount }) };
}

async function assertCollected(file: string): Promise<void> {
  const earlier = await findTicket(file);
  const open = earlier?.parts.filter(({ state }) => state === 'submitting' || state === 'submitted') ?? [];
  if (open.length > 0)
    throw new JudgeError(
      'ticket',
      `${file} holds a ticket whose verdicts are not collected yet. Collect them first, so that no answer is paid for twice.`,
    );
}

function assertWithin(limitUsd: number | undefined, { cost }: JudgeAllEstimate, judge: string): void {
  if (limitUsd === undefined) return;
  if (cost === undefined)
    throw new JudgeError('options', `A spending limit needs a price, and that of ${judge} isn't known.`);
  if (cost > limitUsd)
    throw new ServiceError(
      'spent',
      judge,
      `the batch may cost $${cost.toFixed(2)}, more than the limit of $${limitUsd}. Nothing was sent.`,
    );
}

function cutInParts(keys: readonly string[]): BatchPart[] {
  const at = new Date().toISOString();
  return Array.from({ length: Math.ceil(keys.length / requestsInPart) }, (_, index) => ({
    state: 'waiting',
    at,
    keys: keys.slice(index * requestsInPart, (index + 1) * requestsInPart),
  }));
}
