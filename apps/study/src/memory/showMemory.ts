import type { CardName, ModelConfig, WeightDType } from '@msafeedit/runtime';
import { writeJson, writeLine, type Context } from '../Context.js';
import { resolveModel } from '../openModel.js';
import { formatDuration } from '../screen/formatDuration.js';
import { table } from '../screen/table.js';
import type { MemoryPlan, Work } from './planMemory.js';
import type { TimePlan } from './planTime.js';

const dtypes: readonly WeightDType[] = ['float32', 'bfloat16'];

export interface MemoryFlags extends Work {
  /** A card to plan for, by name or by its bytes; default: this machine's. */
  readonly card?: CardName;
  readonly memory?: number;
  readonly json?: true;
}

/**
 * Says how much memory a model takes in float32 and in half precision, and how many prompts are answered at once. Only the
 * model's configuration is read; of a model on the hub no weights are fetched. Of a card that is known by name it says how long
 * the work takes.
 */
export async function showMemory(source: string, flags: MemoryFlags, context: Context): Promise<void> {
  const [{ loadModelConfig }, { planMemory }, { planTime }, { findDevice }] = await Promise.all([
    import('@msafeedit/runtime'),
    import('./planMemory.js'),
    import('./planTime.js'),
    import('./findDevice.js'),
  ]);
  const path = await resolveModel(source, context, 'tokenizer');
  const config = await loadModelConfig(path, { signal: context.signal });
  const device = await findDevice(flags, context);
  const { prompts, promptTokens, newTokens } = flags;
  const work = { prompts, promptTokens, newTokens };
  const plans = dtypes.map((dtype) => planMemory(config, dtype, work, device));
  const { speed, ...of } = device;
  const times = speed && dtypes.map((dtype) => planTime(config, dtype, work, { memory: of.memory, speed }));
  if (flags.json) writeJson(context, { model: source, device: of, ...work, plans, ...(times && { times }) });
  else {
    for (const line of memoryLines({ source, config, device, work, plans })) writeLine(context, line);
    for (const line of times ? timeLines(times) : []) writeLine(context, line);
  }
}

const gigabytes = (bytes: number): string =>
  bytes < 10e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e9).toFixed(1)} GB`;

const thousands = (count: number): string => count.toLocaleString('en-US');

interface Shown {
  readonly source: string;
  readonly config: ModelConfig;
  readonly device: { readonly name: string; readonly memory: number };
  readonly work: Work;
  readonly plans: readonly MemoryPlan[];
}

/** The table, and what its columns mean. */
function memoryLines({ source, config, device, work, plans }: Shown): string[] {
  const { prompts, promptTokens, newTokens } = work;
  const tokens = thousands(promptTokens + newTokens);
  const rows = plans.map((plan) => [
    plan.dtype,
    gigabytes(plan.weights),
    gigabytes(plan.caches),
    gigabytes(plan.activations),
    `${gigabytes(plan.edit.late)} to ${gigabytes(plan.edit.early)}`,
    plan.together === 0 ? 'none' : `${plan.together} of ${prompts}`,
    gigabytes(plan.peak),
    plan.fits ? 'yes' : 'no',
  ]);
  const header = ['dtype', 'weights', 'caches', 'activations', 'edit', 'at once', 'peak', 'fits'];
  return [
    `${source} (${config.modelType}, ${config.layers} layers) on ${device.name}, ${gigabytes(device.memory)}`,
    `${prompts} prompts of ${thousands(promptTokens)} tokens with answers of ${thousands(newTokens)}`,
    '',
    ...table(header, rows, { right: [1, 2, 3, 4, 5, 6] }),
    '',
    `caches       keys and values of all ${prompts} prompts at ${tokens} tokens`,
    `activations  what reading them takes, some at a time`,
    `edit         over ${tokens} tokens, beside the weights: of the last layer but one, to of the first;`,
    `             ${gigabytes(plans[0]!.optimizer)} of it are the matrix, its gradient and Adam's moments`,
    `at once      how many are answered together here; the others join as answers end`,
    `peak         weights, and answering so many or an edit of the last layer but one`,
  ];
}

function timeLines(times: readonly TimePlan[]): string[] {
  const rows = times.map(({ dtype, edit, reading, writing, study }) => [
    dtype,
    ...[edit, reading, writing].map((seconds) => `${seconds.toFixed(1)} s`),
    formatDuration(study),
  ]);
  return [
    '',
    ...table(['dtype', 'edit', 'reading', 'writing', 'study'], rows, { right: [1, 2, 3, 4] }),
    '',
    `edit         locating the layer, and ten steps on one in the middle`,
    `reading      all prompts of one edit; writing: their answers in full length`,
    `study        all pairs of nine languages at fifty samples, answers before them with and without the suffix`,
    `             (computed from what the card's maker states; see the page on costs)`,
  ];
}
