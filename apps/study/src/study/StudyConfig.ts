import { z } from 'zod';
import { judgeNames } from '../openJudge.js';
import { presetNames } from '../options/presetNames.js';
import { hasPassword } from '../options/url.js';
import { serverAddress } from './serverUrl.js';

/** Which pairs of languages, which layers, and which edits together a study looks at. */
const experimentNames = [
  'monolingual',
  'from-english',
  'to-english',
  'all-pairs',
  'layers',
  'merged',
  'sequence',
] as const;
export type ExperimentName = (typeof experimentNames)[number];

const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, 'must be a language code such as en');
/** Part of the units' keys, which queues and file names take as they are. */
const name = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9._-]*$/,
    'must begin with a letter and hold letters, digits, ".", "_" and "-" only',
  );

const experiments = z.array(z.enum(experimentNames)).min(1);

const model = z.strictObject({
  name,
  /** A folder, a .gguf file, `hf:owner/name`, or the demo's `smollm2-135m`. */
  source: z.string().min(1),
  preset: z.enum(presetNames).default('llama2-7b-chat'),
  /** Instead of the study's. */
  experiments: experiments.optional(),
});

const edit = z.strictObject({
  mode: z.enum(['paper', 'easyedit']).default('paper'),
  /** `preset`: the preset's layer in mode paper, located in mode easyedit. */
  layer: z.union([z.literal(['preset', 'locate']), z.int()]).default('preset'),
  strategy: z.enum(['easyedit', 'last-token', 'mean-token', 'relative', 'mlp-output']).optional(),
  /** `first`: the layer of the first sample in each language is kept for the others, as EasyEdit does. */
  relocate: z.enum(['each', 'first']).optional(),
  learningRate: z.number().positive().optional(),
  steps: z.int().positive().optional(),
  klFactor: z.number().nonnegative().optional(),
  stopBelow: z.number().nonnegative().optional(),
});

const generation = z.strictObject({
  /** `auto`: the chat template where the model has one, in mode easyedit raw. */
  format: z.enum(['auto', 'raw', 'chat']).default('auto'),
  maxNewTokens: z.int().positive().default(200),
  /** `greedy`, or `model`: the sampling of the model's own generation_config.json, with the study's seed. */
  sampling: z.enum(['greedy', 'model']).default('greedy'),
  overflow: z.enum(['error', 'truncate-left', 'extrapolate']).default('extrapolate'),
  /** End an answer that goes round in circles, which is judged degenerate in any case: faster, but not what others ran. */
  stopRepeating: z.boolean().default(false),
});

const judge = z.strictObject({
  judge: z.enum(judgeNames),
  model: z.string().min(1).optional(),
  baseUrl: z
    .url()
    .refine(
      (address) => !hasPassword(address),
      'holds a user name or a password; take it out, and set the key in the environment',
    )
    .optional(),
  limitUsd: z.number().positive().optional(),
  /** Answers that all workers of a queue together give it in a minute. */
  perMinute: z.int().positive().optional(),
});

/** Of the address of the server that keeps results. */
export const storeSchemes = ['postgres', 'postgresql'];

/** Of the address of the server that holds the queue. */
export const queueSchemes = ['postgres', 'postgresql', 'redis', 'rediss'];

/** What a study is, as `study.yaml` says it. */
export const studyConfig = z
  .strictObject({
    models: z.array(model).min(1),
    /** `mini`, or a folder of `<language>.json` files as `msafeedit translate` writes them. */
    data: z.string().min(1),
    /** `all`, how many from the start, or the ids. */
    samples: z
      .union([z.literal('all'), z.int().positive(), z.array(z.union([z.int(), z.string()])).min(1)])
      .default('all'),
    languages: z.array(language).min(1),
    experiments,
    edit: edit.prefault({}),
    /** Also ask before the edit with EasyEdit's suffix, so that its share of the gain is known; in mode easyedit by default. */
    suffixCondition: z.boolean().optional(),
    /** Also ask harmless questions before and after each edit, and measure how far the edited model is from the unedited. */
    sideEffects: z.boolean().default(true),
    /** How many samples, from the start, the experiments `merged` and `sequence` edit with; all where there are fewer. */
    editsTogether: z.int().min(2).default(10),
    generation: generation.prefault({}),
    judges: z.array(judge).default([]),
    /** A PostgreSQL server that keeps the results of all machines. */
    store: serverAddress(...storeSchemes).optional(),
    /** A PostgreSQL or Redis server from which workers on any machine take units; the results are in `store`. */
    queue: serverAddress(...queueSchemes).optional(),
    seed: z.int().nonnegative().default(0),
    engine: z.enum(['auto', 'tensorflow', 'webgpu', 'wasm', 'cpu']).default('auto'),
    /** Of the weights; 16 bits take half the memory. */
    dtype: z.enum(['float32', 'float16', 'bfloat16', 'auto']).default('float32'),
  })
  .check((context) => {
    if (context.value.queue !== undefined && context.value.store === undefined)
      context.issues.push({
        code: 'custom',
        path: ['queue'],
        message: 'needs `store: postgres://…` too, where its workers put their results',
        input: context.value.queue,
      });
    for (const key of ['languages', 'experiments'] as const) reportTwice(context, key, context.value[key]);
    context.value.models.forEach((each, index) => {
      reportTwice(context, `models.${index}.experiments`, each.experiments ?? []);
    });
    reportTwice(
      context,
      'models',
      context.value.models.map((each) => each.name),
    );
  });

export type StudyConfig = z.infer<typeof studyConfig>;
export type StudyModel = StudyConfig['models'][number];

function reportTwice(context: z.core.ParsePayload, key: string, values: readonly string[]): void {
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice === undefined) return;
  context.issues.push({ code: 'custom', path: [key], message: `holds "${twice}" twice`, input: values });
}
