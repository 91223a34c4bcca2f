import { dataTargets } from './data.mjs';
import { judgingTargets } from './judging.mjs';
import { modelTargets } from './models.mjs';
import { studyTargets } from './studies.mjs';
import { tokenizerTargets } from './tokenizers.mjs';
import { weightTargets } from './weights.mjs';

/**
 * The readers, by name. Each has `codes`, the kinds of error that it promises for a damaged file, and `prepare`, which gives
 * `write(folder, choice)`, which writes a damaged file and names it, and `read(file)`. `manyLines`: its errors may list problems.
 */
export const targets = {
  ...weightTargets,
  ...tokenizerTargets,
  ...modelTargets,
  ...dataTargets,
  ...judgingTargets,
  ...studyTargets,
};
