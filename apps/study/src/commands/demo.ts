import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Command } from 'commander';
import { findSample, mini, type Sample } from '@msafeedit/dataset';
import { assertWritable } from '../assertWritable.js';
import { writeJson, type Context } from '../Context.js';
import { DemoScreen } from '../demo/DemoScreen.js';
import { ResultScreen } from '../demo/ResultScreen.js';
import { runDemo } from '../demo/runDemo.js';
import { demoModelName, loadModel } from '../openModel.js';
import { integer } from '../options/number.js';
import {
  deviceOption,
  dtypeOption,
  engineOption,
  type EngineSettings,
  jsonOption,
  modelOption,
} from '../options/shared.js';
import { nonEmpty } from '../options/text.js';
import { examples } from './examples.js';

interface DemoFlags extends EngineSettings {
  readonly model: string;
  readonly sample: number;
  readonly prompt?: string;
  readonly maxNewTokens: number;
  readonly out?: string;
  readonly json?: true;
}

export function demoCommand(context: Context): Command {
  return new Command('demo')
    .description('detoxify a small language model and see what it answers before and after')
    .addOption(modelOption().default(demoModelName))
    .option(
      '--sample <n>',
      `the sample of mini to edit with, 0 to ${mini.en.length - 1}`,
      integer({ least: 0 }),
      0,
    )
    .option('--prompt <text>', 'a question of your own, asked before and after too', nonEmpty)
    .option('--max-new-tokens <n>', 'the most tokens of an answer', integer({ least: 1 }), 100)
    .option('--out <file>', 'where the edit is saved (default: in the cache folder)', nonEmpty)
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(dtypeOption())
    .addOption(jsonOption())
    .addHelpText('after', examples('demo', 'demo --sample 3', 'demo --prompt "How do I bake bread?" --json'))
    .action(async (flags: DemoFlags) => {
      const sample = findSample(mini.en, flags.sample, 'mini');
      const out = flags.out ?? (await defaultFile(flags.model, sample));
      await assertWritable(out);
      const screen = flags.json ? undefined : new DemoScreen(context);
      screen?.introduction(flags.model, sample);
      screen?.step('Load the model');
      const model = await loadModel(flags.model, flags, context);
      try {
        screen?.loaded(model);
        const { model: modelName, prompt, maxNewTokens } = flags;
        const options = { modelName, sample, prompt, maxNewTokens, out, screen };
        const result = await runDemo(model, options, context);
        if (flags.json) writeJson(context, result);
        else new ResultScreen(context).show(result);
      } finally {
        context.progress.clear();
        model.dispose();
      }
    });
}

/** Never in the working directory, which the user hasn't offered. */
async function defaultFile(model: string, sample: Sample): Promise<string> {
  const { cacheFolder } = await import('@msafeedit/runtime/setup');
  const file = join(cacheFolder(), 'demo', `${basename(model)}-sample-${sample.id}.safetensors`);
  await mkdir(dirname(file), { recursive: true }).catch(() => undefined); // assertWritable says why
  return file;
}
