import { setImmediate } from 'node:timers/promises';
import type { Classification, ClassifyOptions } from './classification/ClassifyOptions.js';
import { classifySettings } from './classification/ClassifyOptions.js';
import { planTextBatches } from './classification/planTextBatches.js';
import type { Engine, EngineName, Feeds, Session } from './engines/Engine.js';
import { floatTensor, intTensor } from './engines/Engine.js';
import { readOnce } from './engines/readOnce.js';
import type { RobertaConfig } from './models/robertaConfig.js';
import { throwIfAborted } from './RuntimeError.js';
import type { Tokenizer } from './tokenizer/index.js';

/** Added to the score of a position that must not be seen. */
const hidden = -1e9;

export interface SequenceClassifierParts {
  readonly source: string;
  readonly config: RobertaConfig;
  readonly engine: Engine;
  readonly session: Session;
  readonly tokenizer: Tokenizer;
  readonly fingerprint: string;
}

/** A model that tells which class a text is of, in an engine. Dispose of it when done. */
export class SequenceClassifier implements Disposable {
  /** Where it was loaded from. */
  readonly source: string;
  readonly config: RobertaConfig;
  readonly tokenizer: Tokenizer;
  /** Tells a model's weights from another's; the same for every file format that holds the same numbers. */
  readonly fingerprint: string;
  private readonly parts: SequenceClassifierParts;

  /** Use `loadSequenceClassifier`. */
  constructor(parts: SequenceClassifierParts) {
    this.parts = parts;
    this.source = parts.source;
    this.config = parts.config;
    this.tokenizer = parts.tokenizer;
    this.fingerprint = parts.fingerprint;
  }

  /** The classes, in the order of the logits. */
  get labels(): readonly string[] {
    return this.config.labels;
  }

  get engine(): EngineName {
    return this.parts.engine.name;
  }

  /** One line for people: the engine's version. */
  get engineDescription(): string {
    return this.parts.engine.description;
  }

  /** Values alive in the engine. */
  memory(): { readonly numTensors: number } {
    return this.parts.engine.memory();
  }

  /**
   * Classifies texts, each by itself; the results are in the texts' order. A text may be empty. Strings such as `<s>`
   * in a text are plain text.
   * @throws RuntimeError('input') for options out of range; 'aborted'; 'memory'; 'engine'
   */
  async classify(texts: readonly string[], options: ClassifyOptions = {}): Promise<Classification[]> {
    const { signal, onProgress } = options;
    const maxLength = Math.min(classifySettings(options).maxLength, this.config.maxPositions);
    throwIfAborted(signal);
    const rows = texts.map((text) => this.tokenizer.encode(text, { maxLength }));
    const results: Classification[] = [];
    let done = 0;
    for (const batch of planTextBatches(rows.map((ids) => ids.length))) {
      const logits = await this.run(batch.map((index) => rows[index]!));
      batch.forEach((index, row) => {
        results[index] = { text: texts[index]!, logits: logits[row]!, label: this.labelOf(logits[row]!) };
      });
      done += batch.length;
      onProgress?.({ done, total: texts.length });
      // Lets signals and timers in: a run blocks the event loop.
      await setImmediate();
      throwIfAborted(signal);
    }
    return results;
  }

  /** Frees the engine's memory; the model can't be used afterwards. */
  dispose(): void {
    this.parts.session.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  /** The logits of each row of token ids. */
  private async run(rows: readonly (readonly number[])[]): Promise<number[][]> {
    const { logits } = this.parts.session.run('classify', ['logits'], this.feeds(rows));
    const values = await readOnce(logits);
    const classes = this.labels.length;
    return rows.map((_, row) => [...values.subarray(row * classes, (row + 1) * classes)]);
  }

  /** Pads the rows on the right to the longest. */
  private feeds(rows: readonly (readonly number[])[]): Feeds {
    const { padTokenId } = this.config;
    const length = Math.max(...rows.map((row) => row.length));
    const ids = new Int32Array(rows.length * length).fill(padTokenId);
    const mask = new Float32Array(rows.length * length);
    rows.forEach((row, index) => {
      ids.set(row, index * length);
      mask.fill(hidden, index * length + row.length, (index + 1) * length);
    });
    const isPadded = rows.some((row) => row.length < length);
    return {
      ids: intTensor(ids, [rows.length, length]),
      positions: intTensor(Int32Array.from({ length }, (_, position) => padTokenId + 1 + position)),
      mask: isPadded
        ? floatTensor(mask, [rows.length, 1, 1, length])
        : floatTensor(new Float32Array(length), [1, 1, 1, length]),
    };
  }

  private labelOf(logits: readonly number[]): string {
    return this.labels[logits.indexOf(Math.max(...logits))]!;
  }
}
