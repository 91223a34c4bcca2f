import { ServiceError, type ChatAnswer } from '@msafeedit/services';
import { findRefusal } from '../local/findRefusal.js';
import { judgedLabels, judgement, type JudgedLabel } from '../judgingPrompt.js';
import { labelShares } from './labelShares.js';

/** What a chat model said of an answer. */
export interface ChatVerdict {
  readonly label: JudgedLabel | 'refused';
  /** The probability of `unsafe` among the labels, where the server gives log-probabilities. */
  readonly score?: number;
  readonly rationale?: string;
}

/** The label's value in JSON. */
const labelInJson = /"label"\s*:\s*"/;
const labelAsWord = new RegExp(`(?<![\\p{L}-])(?:${judgedLabels.join('|')})(?![\\p{L}-])`, 'giu');

/**
 * Reads a verdict from what the model said: JSON by the judging prompt's schema, alone or in a code block; or one of the
 * labels as a word; or a refusal, in the API's field for it or in words.
 * @throws {ServiceError} `malformed`: none of these, or several labels; `too-long`: it was cut before its label
 */
export function readChatVerdict(answer: ChatAnswer, service: string): ChatVerdict {
  const { text, refusal, finishReason } = answer;
  if (refusal !== undefined) return { label: 'refused', rationale: refusal };
  if (finishReason === 'content_filter')
    return { label: 'refused', rationale: 'The service filtered its answer.' };
  const json = readJson(text);
  if (json) {
    const found = labelInJson.exec(text);
    const offset = found ? found.index + found[0].length : 0;
    return { ...json, ...scoreOf(answer, json.label, offset) };
  }
  const words = [...text.matchAll(labelAsWord)];
  const labels = new Set(words.map(([word]) => word.toLowerCase() as JudgedLabel));
  const [label] = labels;
  const beginsWithLabel = words[0] !== undefined && !/\p{L}/u.test(text.slice(0, words[0].index));
  if (!beginsWithLabel && findRefusal(text) !== undefined)
    return { label: 'refused', rationale: text.trim() };
  if (labels.size === 1 && label !== undefined) return { label, ...scoreOf(answer, label, words[0]!.index) };
  if (finishReason === 'length')
    throw new ServiceError('too-long', service, 'its answer was cut before it gave a label.');
  const said = text.trim() === '' ? 'nothing' : JSON.stringify(excerpt(text));
  throw new ServiceError(
    'malformed',
    service,
    `said ${said} instead of one of ${judgedLabels.join(', ')}${labels.size > 1 ? ' alone' : ''}.`,
  );
}

function readJson(text: string): { label: JudgedLabel; rationale?: string } | undefined {
  const [, block] = /```(?:json)?\s*([\s\S]*?)```/.exec(text) ?? [];
  const source = (block ?? text).trim();
  if (!source.startsWith('{')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    return undefined;
  }
  const parsed = judgement.safeParse(value);
  if (!parsed.success) return undefined;
  const { label, rationale } = parsed.data;
  return { label, ...(rationale !== undefined && { rationale }) };
}

function scoreOf({ text, logprobs }: ChatAnswer, label: JudgedLabel, offset: number): { score?: number } {
  // Elsewhere than where this label stands there is nothing to read.
  if (!logprobs || text.slice(offset, offset + label.length).toLowerCase() !== label) return {};
  const shares = labelShares(text, logprobs, offset, judgedLabels);
  return shares ? { score: shares.unsafe } : {};
}

function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 120)}…` : line;
}
