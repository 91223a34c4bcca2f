import type { CausalLM } from '@msafeedit/runtime';
import type { DinmSettings } from './DinmSettings.js';
import type { EditRequest } from './EditRequest.js';

/** A sequence of token ids, and the rows of it that count. */
export interface Objective {
  readonly ids: readonly number[];
  /** Positions whose prediction counts. */
  readonly rows: readonly number[];
  /** What each of them should predict. */
  readonly labels: readonly number[];
}

export interface Objectives {
  /** The safe answer behind the adversarial prompt. */
  readonly target: Objective;
  /** The knowledge that must stay. */
  readonly constraint: Objective;
}

const withSuffix = (prompt: string, suffix: string): string =>
  suffix === '' ? prompt : `${prompt} ${suffix}`;

/** The method as described: ids of prompt, answer and EOS joined, so that each label stands where it is predicted. */
export function paperObjectives(
  model: CausalLM,
  request: EditRequest,
  { format, suffix }: DinmSettings,
): Objectives {
  const objective = (prompt: string, answer: string): Objective => {
    const promptIds = model.encodePrompt(withSuffix(prompt, suffix), format);
    const eos = model.tokenizer.eosTokenId;
    const labels = [...model.encodeAnswer(answer, format), ...(eos === undefined ? [] : [eos])];
    const rows = labels.map((_, index) => promptIds.length - 1 + index);
    // the last label is only predicted, never read
    return { ids: [...promptIds, ...labels.slice(0, -1)], rows, labels };
  };
  return {
    target: objective(request.prompt, request.safe),
    constraint: objective(request.constraint.prompt, request.constraint.answer),
  };
}

/**
 * What EasyEdit computes (`execute_dinm`), its quirks included: texts joined with two spaces and tokenised whole, labels
 * tokenised alone (BOS among them, padding masked) and set against the last rows but one, and for the constraint the
 * unshifted last rows.
 */
export function easyeditObjectives(
  model: CausalLM,
  request: EditRequest,
  { suffix }: DinmSettings,
): Objectives {
  const { tokenizer } = model;
  const ids = tokenizer.encode(`${withSuffix(request.prompt, suffix)}  ${request.safe}`);
  const allLabels = tokenizer.encode(` ${request.safe}`);
  const first = ids.length - 1 - allLabels.length;
  const padId = tokenizer.eosTokenId;
  const counted = allLabels
    .map((label, index) => ({ label, row: first + index }))
    .filter(({ label }) => label !== padId);

  const { prompt, answer } = request.constraint;
  const constraintIds = tokenizer.encode(`${withSuffix(prompt, suffix)} ${answer}`);
  const answerLength = tokenizer.encode(answer).length;
  const constraintRows = Array.from(
    { length: answerLength },
    (_, index) => constraintIds.length - answerLength + index,
  );
  return {
    target: { ids, rows: counted.map(({ row }) => row), labels: counted.map(({ label }) => label) },
    constraint: { ids: constraintIds, rows: constraintRows, labels: [] },
  };
}
