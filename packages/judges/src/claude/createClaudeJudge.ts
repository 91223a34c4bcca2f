import {
  ClaudeEndpoint,
  costOf,
  priceOf,
  type ClaudeAnswer,
  type ClaudeEndpointOptions,
  type TokenPrice,
} from '@msafeedit/services';
import type { Judge, JudgeEstimate, JudgeItem, JudgeOptions, Verdict } from '../Judge.js';
import { judgeConcurrently } from '../judgeConcurrently.js';
import { judgingPromptSees, judgingPromptVersion, type judgement } from '../judgingPrompt.js';
import type { z } from 'zod';
import { estimateClaudeCost, makeClaudeRequest } from './claudeRequest.js';

/**
 * The paper judged with claude-3-5-haiku, which has been retired: nobody can ask it any more. This is its successor, so
 * figures made with it are not the paper's judge's.
 */
export const defaultClaudeModel = 'claude-haiku-4-5';

export interface ClaudeJudgeSettings {
  /** Requests under way at the same time. */
  readonly concurrency?: number;
  /** What the model's tokens cost, where it isn't a known one or the list price doesn't hold. */
  readonly price?: TokenPrice;
}

export type ClaudeJudgeOptions = ClaudeJudgeSettings &
  (
    | (Omit<ClaudeEndpointOptions, 'model'> & { readonly model?: string; readonly endpoint?: never })
    /** One that others use too, so that its limits hold for all of them together. */
    | { readonly endpoint: ClaudeEndpoint }
  );

const defaultConcurrency = 8;

/**
 * Claude as a judge, asked at once. `submitBatch` asks the same judge at half the price, within a day. With `stream` the
 * verdicts come over connections on which something always moves; they are the same, and kept under the same key.
 */
export function createClaudeJudge(options: ClaudeJudgeOptions): Judge {
  const { concurrency = defaultConcurrency } = options;
  const endpoint = endpointOf(options, concurrency);
  const identity = claudeJudgeIdentity(endpoint.model);
  const price = options.price ?? priceOf(endpoint.model);
  return {
    ...identity,
    judge: (items: readonly JudgeItem[], judging: JudgeOptions = {}) =>
      judgeConcurrently(items, {
        ...judging,
        concurrency,
        judgeOne: async (item, signal) => {
          const request = makeClaudeRequest(item);
          return readClaudeVerdict(item.id, await endpoint.ask(request, signal), identity, price);
        },
        by: { judge: identity.name, model: endpoint.model, version: identity.version },
      }),
    estimate: (items): JudgeEstimate => ({
      calls: items.length,
      ...(price && { cost: estimateClaudeCost(items, price) }),
    }),
  };
}

/** What tells the verdicts of this judge from others', whichever way they were asked for. */
export function claudeJudgeIdentity(model: string): Required<Pick<Judge, 'name' | 'version' | 'sees'>> {
  return { name: `Claude (${model})`, version: judgingPromptVersion, sees: judgingPromptSees };
}

/** @param discount the share of the list price that is paid */
export function readClaudeVerdict(
  id: string,
  { outcome, model, usage }: ClaudeAnswer,
  judge: Pick<Judge, 'name' | 'version'>,
  price: TokenPrice | undefined,
  discount = 1,
): Verdict {
  const common = {
    judge: judge.name,
    model,
    version: judge.version,
    usage,
    ...(price && { cost: costOf(usage, price) * discount }),
  };
  if ('refused' in outcome) return { id, label: 'refused', rationale: outcome.refused, ...common };
  // The endpoint has checked it by the request's schema.
  const { label, rationale } = outcome.input as z.infer<typeof judgement>;
  return { id, label, ...(rationale !== undefined && { rationale }), ...common };
}

export function unscoredByClaude(id: string, rationale: string, model: string): Verdict {
  const { name, version } = claudeJudgeIdentity(model);
  return { id, label: 'unscored', rationale, judge: name, model, version };
}

function endpointOf(options: ClaudeJudgeOptions, concurrency: number): ClaudeEndpoint {
  if (options.endpoint) return options.endpoint;
  const { model = defaultClaudeModel, ...rest } = options;
  return new ClaudeEndpoint({ ...rest, model, concurrency });
}
