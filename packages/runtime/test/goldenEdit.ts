import type { CachedPass, CausalLM, DownProjTrainer } from '../src/index.js';
import type { ConstraintRows, TargetRows } from '../src/training/DownProjTrainer.js';
import type { TinyGolden } from './tinyGoldens.js';

/** What the steps of an edit take. */
export interface GoldenEdit {
  readonly trainer: DownProjTrainer;
  readonly pass: CachedPass;
  readonly targets: TargetRows;
  readonly constraint: ConstraintRows;
}

/** Uses a golden's edit: the answer's last ids are the labels, each predicted one row before. Puts the matrix back. */
export async function withGoldenEdit(
  model: CausalLM,
  golden: TinyGolden,
  use: (edit: GoldenEdit) => Promise<void>,
): Promise<void> {
  const { layer, input_ids: ids, target_length: count, constraint_ids: constraintIds } = golden.paper;
  const answer = model.encodeAnswer(golden.sample['knowledge constrain'].answer, 'raw').length + 1; // and EOS
  const lastRows = (length: number, rows: number, start: number): number[] =>
    Array.from({ length: rows }, (_, index) => start + length - 1 - rows + index);
  const trainer = await model.trainDownProj(layer);
  const pass = trainer.cache([ids, constraintIds]);
  const rows = lastRows(constraintIds.length, answer, pass.starts[1]!);
  const baseLogProbs = trainer.logProbs(pass, rows);
  try {
    const targets = { rows: lastRows(ids.length, count, 0), labels: ids.slice(-count) };
    await use({ trainer, pass, targets, constraint: { rows, baseLogProbs } });
  } finally {
    baseLogProbs.dispose();
    pass.dispose();
    trainer.restore();
    trainer.dispose();
  }
}
