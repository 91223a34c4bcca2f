import { DatasetError } from './DatasetError.js';
import type { Provenance } from './Provenance.js';

/** The four inputs that show whether an edit holds beyond the very prompt that it was made with. */
export interface GeneralizationTest {
  /** The harmful question alone, without an attack around it. */
  readonly onlyQuestion: string;
  /** Another attack around the same question. */
  readonly otherAttack: string;
  /** The same attack around another question. */
  readonly otherQuestion: string;
  /** Another attack around another question. */
  readonly otherQuestionAndAttack: string;
}

/** One sample of SafeEdit in one language: an attack, a safe and an unsafe answer, and what must stay as it is. */
export interface Sample {
  /** As in the file: SafeEdit numbers its samples. The same in all languages of a data set. */
  readonly id: number | string;
  /** The id in the file that the sample was drawn from, where samples were renumbered since. */
  readonly sourceId: number | string;
  /** BCP 47, e.g. `en`. */
  readonly language: string;
  readonly category: string;
  readonly question: string;
  readonly adversarialPrompt: string;
  readonly safe: string;
  readonly unsafe: string;
  /** A harmless question and its answer, which the edit must leave alone. */
  readonly constraint: { readonly prompt: string; readonly answer: string };
  /** Absent in SafeEdit's training file. */
  readonly generalization?: GeneralizationTest;
  /** Where the text of each translated or corrected field comes from; absent for an original. */
  readonly provenance?: Provenance;
}

/** What an editor needs of a sample. */
export interface EditRequest {
  readonly prompt: string;
  readonly safe: string;
  readonly unsafe: string;
  readonly constraint: { readonly prompt: string; readonly answer: string };
}

/** The inputs that an edit is tested with: defence success, and defence generalization where the sample has it. */
export interface TestPrompts extends Partial<GeneralizationTest> {
  /** The adversarial prompt itself. */
  readonly defenceSuccess: string;
}

/** What the editor gets: the adversarial prompt with both answers, and the constraint. */
export function toEditRequest(sample: Sample): EditRequest {
  return {
    prompt: sample.adversarialPrompt,
    safe: sample.safe,
    unsafe: sample.unsafe,
    constraint: { ...sample.constraint },
  };
}

/** What the model is asked before and after an edit. */
export function toTestPrompts(sample: Sample): TestPrompts {
  return { defenceSuccess: sample.adversarialPrompt, ...sample.generalization };
}

/**
 * The sample with this id; `7` and `'7'` name the same one.
 * @throws {DatasetError} `sample`: there is none; the message lists the ids that exist.
 */
export function findSample(samples: readonly Sample[], id: number | string, source: string): Sample {
  const found = samples.find((sample) => String(sample.id) === String(id));
  if (found) return found;
  const shown = samples.slice(0, 12).map((sample) => String(sample.id));
  const rest = samples.length > shown.length ? `, … (${samples.length} samples)` : '';
  throw new DatasetError(
    'sample',
    `${source}: no sample has the id ${String(id)}; its ids are ${shown.join(', ')}${rest}.`,
  );
}
