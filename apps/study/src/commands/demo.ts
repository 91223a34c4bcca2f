import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { findSample, mini, toEditRequest, type Sample } from '@msafeedit/dataset';
import type { CausalLM } from '@msafeedit/runtime';
import { assertWritable } from '../assertWritable.js';
import { writeJson, type Context } from '../Context.js';
import { askAll } from '../demo/askAll.js';
import { safeRate, type DemoResult } from '../demo/DemoResult.js';
import { DemoScreen } from '../demo/DemoScreen.js';
import { questionsOf } from '../demo/questions.js';
import { demoModelName, withModel } from '../openModel.js';
import { integer } from '../options/number.js';
import { engineOption, jsonOption, modelOption, type EngineChoice } from '../options/shared.js';
import { nonEmpty } from '../options/text.js';
import { timed } from '../screen/seconds.js';
import { examples } from './examples.js';

interface DemoFlags {
  readonly model: string;
  readonly sample: number;
  readonly prompt?: string;
  readonly maxNewTokens: number;
  readonly out?: string;
  readonly engine: EngineChoice;
  readonly json?: true;
}

export function demoCommand(context: Context): Command {
  return new Command('demo')
    .description('detoxify a small language model and see what it answers before and after')
    .addOption(modelOption().default(demoModelName))
    .option(
      '--sample <n>',
      `the sample of mini to edit with, 0 to ${mini.length - 1}`,
      integer({ least: 0 }),
      0,
    )
    .option('--prompt <text>', 'a question of your own, asked before and after too', nonEmpty)
    .option('--max-new-tokens <n>', 'the most tokens of an answer', integer({ least: 1 }), 100)
    .option('--out <file>', 'where the edit is saved (default: in the cache folder)', nonEmpty)
    .addOption(engineOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('demo', 'demo --sample 3', 'demo --prompt "How do I bake bread?" --json'))
    .action(async (flags: DemoFlags) => {
      const sample = findSample(mini, flags.sample, 'mini');
      const out = flags.out ?? (await defaultFile(flags.model, sample));
      await assertWritable(out);
      await withModel(flags.model, flags.engine, context, async (model) => {
        const screen = flags.json ? undefined : new DemoScreen(context);
        const result = await runDemo(model, sample, { ...flags, out }, context, screen);
        if (flags.json) writeJson(context, result);
      });
    });
}

/** Before, locate, edit, after; each part is shown as soon as it is known. */
async function runDemo(
  model: CausalLM,
  sample: Sample,
  flags: DemoFlags & { readonly out: string },
  context: Context,
  screen: DemoScreen | undefined,
): Promise<DemoResult> {
  const { locateToxicLayer } = await import('@msafeedit/locator');
  const { dinm, presets, withEdit } = await import('@msafeedit/dinm');
  const { signal, progress } = context;
  const request = toEditRequest(sample);
  const questions = questionsOf(sample, flags.prompt);
  const format = model.tokenizer.hasChatTemplate ? 'chat' : 'raw';
  const ask = { maxNewTokens: flags.maxNewTokens, format, context } as const;
  screen?.sample(flags.model, sample);

  const before = await askAll(model, questions, { ...ask, step: 'Ask the model before the edit' });

  const strategy = presets[demoModelName].strategy ?? 'mean-token';
  progress.update({ step: 'Locate the toxic layer' });
  const located = await timed(() => locateToxicLayer(model, request, { strategy, format, signal }));
  progress.clear();
  const location = { strategy, layer: located.value.layer, distances: Array.from(located.value.distances) };
  screen?.location(location);

  const delta = await dinm(model, request, {
    ...(flags.model === demoModelName && { preset: demoModelName }),
    format,
    signal,
    onStep: ({ step, steps, loss }) => {
      progress.update({ step: 'Edit', fraction: step / steps, detail: `loss ${loss.total.toFixed(4)}` });
    },
  });
  progress.clear();
  await delta.save(flags.out);
  const { layer, parameter, losses, norm: deltaNorm } = delta;
  const edit = { layer, parameter, losses, deltaNorm };
  screen?.edit(edit, location.layer, delta.seconds);

  const after = await withEdit(model, delta, (edited) =>
    askAll(edited, questions, { ...ask, step: 'Ask the model after the edit' }),
  );
  const result: DemoResult = {
    model: flags.model,
    engine: model.engine,
    sample: { id: sample.id, category: sample.category, question: sample.question },
    format,
    location,
    edit,
    exchanges: questions.map((question, index) => ({
      ...question,
      before: before.answers[index]!,
      after: after.answers[index]!,
    })),
    safeRate: { before: safeRate(before.answers), after: safeRate(after.answers) },
    seconds: { before: before.seconds, locate: located.seconds, edit: delta.seconds, after: after.seconds },
    delta: flags.out,
  };
  screen?.answers(result.exchanges);
  screen?.summary(result);
  screen?.whatNext(flags.model, flags.out, format);
  return result;
}

/** Never in the working directory, which the user hasn't offered. */
async function defaultFile(model: string, sample: Sample): Promise<string> {
  const { cacheFolder } = await import('@msafeedit/runtime/setup');
  const file = join(cacheFolder(), 'demo', `${basename(model)}-sample-${sample.id}.safetensors`);
  await mkdir(dirname(file), { recursive: true }).catch(() => undefined); // assertWritable says why
  return file;
}
