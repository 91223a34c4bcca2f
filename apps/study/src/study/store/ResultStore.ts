import type { StepLoss } from '@msafeedit/dinm';
import type { Verdict } from '@msafeedit/judges';
import type { ShardMark } from '../shards/ShardMark.js';
import type { Condition, JointUnit, LayerChoice, Metric, PlannedTask } from '../plan/StudyPlan.js';

/** What is counted of an answer of a model to one prompt. */
export interface CountedAnswer {
  /** Follows from the settings, the unit's scope (an edit, or all of a model before editing) and the prompt. */
  readonly answerKey: string;
  readonly finishReason: 'stop' | 'length';
  /** Tokens of the prompt as the model got it, and new tokens. */
  readonly promptTokens: number;
  readonly newTokens: number;
  /** Whether prompt and answer exceed the model's positions. */
  readonly overflow: boolean;
}

/** An answer's texts, which take most of a large study's room. */
export interface AnswerTexts {
  /** As it was asked, suffix included, before any chat template. */
  readonly prompt: string;
  readonly text: string;
}

export type StoredAnswer = CountedAnswer & AnswerTexts;

/** A test of the study, answered. */
export interface StoredTest {
  readonly unit: string;
  readonly model: string;
  readonly condition: Condition;
  /** Absent before editing. */
  readonly editLanguage?: string;
  readonly layerChoice?: LayerChoice;
  readonly testLanguage: string;
  readonly sample: number | string;
  readonly metric: Metric;
  readonly answerKey: string;
}

/** An attack answered by a model that carries several edits. */
export interface StoredJointTest {
  readonly unit: string;
  readonly model: string;
  readonly condition: JointUnit['condition'];
  /** Edited and asked in it. */
  readonly language: string;
  readonly sample: number | string;
  /** Which of the edits was made with the sample, counted from 1, and how many edits the model carries. */
  readonly position: number;
  readonly edits: number;
  readonly answerKey: string;
}

/** A harmless question, answered. */
export interface StoredTask extends PlannedTask {
  readonly unit: string;
  readonly model: string;
  readonly condition: 'before' | 'after';
  /** Of the edit; absent before editing. */
  readonly editLanguage?: string;
  readonly layerChoice?: LayerChoice;
  readonly sample?: number | string;
  readonly answer: string;
  /** How much of the reference the answer has, 0 to 1: F1 of the words, and ROUGE-1's F1. */
  readonly tokenF1: number;
  readonly rouge1: number;
}

/** How far an edited model's predictions are from the unedited one's. */
export interface StoredDivergence {
  readonly unit: string;
  readonly model: string;
  readonly editLanguage: string;
  readonly layerChoice: LayerChoice;
  readonly sample: number | string;
  readonly testLanguage: string;
  /** KL(unedited || edited) in nats, the mean over the text's tokens. */
  readonly klDivergence: number;
  readonly tokens: number;
}

export interface StoredEdit {
  readonly unit: string;
  readonly model: string;
  /** `after`: by itself; else one of several. */
  readonly condition: 'after' | JointUnit['condition'];
  readonly language: string;
  readonly sample: number | string;
  readonly layerChoice: LayerChoice;
  /** Counted from 0. */
  readonly layer: number;
  /** Of each layer, where the layer was located. */
  readonly distances?: readonly number[];
  readonly losses: readonly StepLoss[];
  readonly deltaNorm: number;
  readonly seconds: number;
}

/** What made a result, beside the settings that all units share. */
export interface Provenance {
  /** Names the settings: model, data, edit, generation, seed, code. Results of other settings are never mixed in. */
  readonly settings: string;
  readonly modelFingerprint: string;
  readonly dataHash: string;
  readonly codeVersion: string;
  readonly engine: string;
  readonly device: string;
  readonly seed: number;
  /** Attacks asked together, batch by batch; and whether batches had to be halved for memory. */
  readonly batches: readonly number[];
  readonly halved: boolean;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly seconds: number;
}

/** A unit's results, by kind. */
export interface UnitRows {
  readonly answers: readonly StoredAnswer[];
  readonly tests: readonly StoredTest[];
  readonly jointTests: readonly StoredJointTest[];
  readonly tasks: readonly StoredTask[];
  readonly divergences: readonly StoredDivergence[];
  readonly edits: readonly StoredEdit[];
}

/** What is absent is none. */
export interface UnitResult extends Partial<UnitRows> {
  readonly unit: string;
  readonly provenance: Provenance;
}

/** `dataHash` names the texts that the result was made with. */
export type UnitState =
  | { readonly state: 'done'; readonly dataHash: string }
  | { readonly state: 'failed'; readonly dataHash: string; readonly reason: string };

export interface StoredVerdict extends Verdict {
  /** Equals the verdict's id. */
  readonly id: string;
}

/** Results, for those who read them. `settings` keeps results of different settings apart. */
export interface ResultReader {
  unitStates(settings: string): ReadonlyMap<string, UnitState>;
  tests(settings: string): Iterable<StoredTest>;
  answers(settings: string): Iterable<CountedAnswer>;
  /** The texts of an answer that is there. */
  answerTexts(settings: string, answerKey: string): AnswerTexts;
  jointTests(settings: string): Iterable<StoredJointTest>;
  tasks(settings: string): Iterable<StoredTask>;
  divergences(settings: string): Iterable<StoredDivergence>;
  edits(settings: string): Iterable<StoredEdit>;
  provenance(settings: string): Iterable<Provenance & { readonly unit: string }>;
  /** Verdicts whose id is an answer's key. */
  verdicts(): Iterable<StoredVerdict>;
  /** A unit that is there, with those of its tests' answers that are. */
  unit(settings: string, unit: string): UnitResult;
  answer(settings: string, answerKey: string): StoredAnswer | undefined;
  verdict(key: Pick<StoredVerdict, 'id' | 'judge' | 'version'>): StoredVerdict | undefined;
  /** The number of the last verdict that was copied from a server's results; 0 where none was. */
  copiedUpTo(results: string, settings: string): number;
  /** Undefined where the store isn't a shard's. */
  shardMark(): ShardMark | undefined;
  close(): void;
}

/** Where results are. Units are written whole, each in one transaction; writing one again changes nothing. */
export interface ResultStore extends ResultReader {
  putUnit(result: UnitResult): void;
  failUnit(unit: string, reason: string, provenance: Provenance): void;
  putVerdicts(verdicts: Iterable<StoredVerdict>): void;
  putCopiedUpTo(results: string, settings: string, number: number): void;
  putShardMark(mark: ShardMark): void;
  /** Writes all that `work` does, or nothing of it where it throws or the process ends. */
  atOnce(work: () => Promise<void>): Promise<void>;
}
