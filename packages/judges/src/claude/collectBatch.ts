import {
  ClaudeEndpoint,
  priceOf,
  type ClaudeBatchResult,
  type ClaudeEndpointOptions,
  type ClaudeRequest,
  type TokenPrice,
} from '@msafeedit/services';
import type { Verdict } from '../Judge.js';
import { JudgeError } from '../JudgeError.js';
import { omitKeys } from '../omitKeys.js';
import type { VerdictStore } from '../VerdictStore.js';
import { readTicket, saveTicket, type BatchPart, type BatchTicket } from './BatchTicket.js';
import { makeClaudeRequest } from './claudeRequest.js';
import { claudeJudgeIdentity, readClaudeVerdict, unscoredByClaude } from './createClaudeJudge.js';
import { batchDiscount } from './submitBatch.js';

export interface CollectBatchOptions extends Omit<ClaudeEndpointOptions, 'model' | 'stream'> {
  /** Where the verdicts are kept. */
  readonly store: VerdictStore;
  readonly price?: TokenPrice;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds within which a request whose answer was lost may still become a batch. */
  readonly lostForMs?: number;
}

/** How far a ticket is, in requests. */
export interface BatchProgress {
  /** Still being judged, or not known to be handed in. */
  readonly processing: number;
  readonly succeeded: number;
  /** Without a verdict: refused by the service, failed there, or expired; submitting again asks for them anew. */
  readonly failed: number;
}

export type BatchCollection = BatchProgress &
  (
    | { readonly isDone: false }
    /** On each of the ticket's items, in their order; `unscored` where there is none. */
    | { readonly isDone: true; readonly verdicts: readonly Verdict[] }
  );

/** The clocks of this machine and the service may differ by so much, in milliseconds. */
const clockSkewMs = 5 * 60_000;

/**
 * Looks how far a ticket's batches are and keeps the verdicts of those that are done. It can be called as often as one
 * likes, also after a restart: looking and collecting cost nothing.
 *
 * A part whose submission was cut off is looked for among the workspace's batches, by the time, the number of requests
 * and, once a batch is done, its requests' ids, which are hashes of what is judged. So it is found wherever the service
 * took it; where it took none, the answers are `unscored` and can be submitted again.
 * @throws {JudgeError} `ticket`: it can't be read, or is of another version of the judge
 * @throws {ServiceError} after the retries
 */
export async function collectBatch(file: string, options: CollectBatchOptions): Promise<BatchCollection> {
  const ticket = await readTicket(file);
  const judge = claudeJudgeIdentity(ticket.model);
  if (ticket.judgeVersion !== judge.version || ticket.judge !== judge.name)
    throw new JudgeError(
      'ticket',
      `${file} was submitted for ${ticket.judge}, ${ticket.judgeVersion}; this version judges as ${judge.name}, ${judge.version}. ` +
        'Collect it with the version that submitted it.',
    );
  const collector = new Collector(ticket, options);
  let processing = 0;
  for (const part of ticket.parts) {
    options.signal?.throwIfAborted();
    processing += await collector.collect(part);
    await saveTicket(file, ticket);
  }
  const keys = ticket.parts.flatMap((part) => part.keys);
  const succeeded = keys.filter((key) => options.store.has(key)).length;
  const progress = { processing, succeeded, failed: Math.max(0, keys.length - processing - succeeded) };
  return processing > 0
    ? { isDone: false, ...progress }
    : { isDone: true, ...progress, verdicts: verdictsOf(ticket, options.store) };
}

class Collector {
  private readonly endpoint: ClaudeEndpoint;
  private readonly identity;
  private readonly price: TokenPrice | undefined;

  constructor(
    private readonly ticket: BatchTicket,
    private readonly options: CollectBatchOptions,
  ) {
    this.endpoint = new ClaudeEndpoint({ ...options, model: ticket.model });
    this.identity = claudeJudgeIdentity(ticket.model);
    this.price = options.price ?? priceOf(ticket.model);
  }

  /** Brings a part forward; gives how many of its requests are still open. */
  async collect(part: BatchPart): Promise<number> {
    if (part.state === 'waiting') set(part, { state: 'missing' });
    if (part.state === 'submitting') await this.find(part);
    if (part.state === 'submitting') return part.keys.length;
    if (part.state !== 'submitted') return 0;
    const state = await this.endpoint.batchState(part.batch!, this.options.signal);
    if (!state.isDone) return part.keys.length;
    await this.keep(part, await this.results(part.batch!, part));
    return 0;
  }

  /** Looks for the batch of a part whose submission was cut off. */
  private async find(part: BatchPart): Promise<void> {
    const { signal, lostForMs = 15 * 60_000 } = this.options;
    const sentAt = Date.parse(part.at);
    const known = new Set(this.ticket.parts.flatMap(({ batch }) => batch ?? []));
    const candidates = (await this.endpoint.recentBatches(signal)).filter(
      ({ id, createdAt, requests }) =>
        !known.has(id) &&
        requests === part.keys.length &&
        createdAt.getTime() > sentAt - clockSkewMs &&
        createdAt.getTime() < sentAt + lostForMs + clockSkewMs,
    );
    for (const { id } of candidates.filter(({ isDone }) => isDone)) {
      const results = await this.results(id, part);
      if (results.length < part.keys.length) continue;
      set(part, { state: 'submitted', batch: id });
      return;
    }
    const mayBeOurs = candidates.some(({ isDone }) => !isDone) || Date.now() < sentAt + lostForMs;
    if (!mayBeOurs) set(part, { state: 'missing' });
  }

  private async keep(part: BatchPart, results: readonly ClaudeBatchResult[]): Promise<void> {
    const failures: Record<string, string> = {};
    const verdicts: [string, Verdict][] = [];
    for (const result of results)
      if ('error' in result) failures[result.id] = result.error.message;
      else
        verdicts.push([
          result.id,
          readClaudeVerdict(result.id, result.answer, this.identity, this.price, batchDiscount),
        ]);
    await this.options.store.put(verdicts.filter(([key]) => !this.options.store.has(key)));
    set(part, { state: 'collected', failures });
  }

  /** The results in the batch that belong to the part. */
  private async results(batch: string, part: BatchPart): Promise<readonly ClaudeBatchResult[]> {
    const requests = new Map(part.keys.map((key) => [key, anyRequest]));
    return await this.endpoint.batchResults(batch, requests, this.options.signal);
  }
}

/** Every request's answer is read in the same way, whatever its texts were. */
const anyRequest: ClaudeRequest = makeClaudeRequest({ question: '', answer: '' });

function set(part: BatchPart, change: Partial<BatchPart>): void {
  Object.assign(part, change, { at: new Date().toISOString() });
}

function verdictsOf(ticket: BatchTicket, store: VerdictStore): Verdict[] {
  const reasons = new Map(
    ticket.parts.flatMap((part) => [
      ...(part.state === 'missing' ? part.keys.map((key) => [key, 'It was not handed in.'] as const) : []),
      ...Object.entries(part.failures ?? {}),
    ]),
  );
  const given = new Set<string>();
  return ticket.items.map(([id, key]) => {
    const kept = store.get(key);
    const isCopy = given.has(key);
    given.add(key);
    if (!kept)
      return unscoredByClaude(id, reasons.get(key) ?? 'The batch holds no result for it.', ticket.model);
    return { ...(isCopy ? omitKeys(kept, 'cost', 'usage') : kept), id };
  });
}
