import { Command } from 'commander';
import { findSample, toEditRequest } from '@msafeedit/dataset';
import type { LocatorStrategy } from '@msafeedit/locator';
import { writeJson, writeLine, type Context } from '../Context.js';
import { withModel } from '../openModel.js';
import { openSamples } from '../openSamples.js';
import { defined } from '../options/defined.js';
import {
  dataOption,
  deviceOption,
  dtypeOption,
  engineOption,
  type EngineSettings,
  formatOption,
  jsonOption,
  modelOption,
  strategyOption,
  type Format,
} from '../options/shared.js';
import { nonEmpty } from '../options/text.js';
import { barChart } from '../screen/barChart.js';
import { examples } from './examples.js';

interface LocateFlags extends EngineSettings {
  readonly model: string;
  readonly data: string;
  readonly id?: string;
  readonly strategy?: LocatorStrategy;
  readonly format?: Format;
  readonly json?: true;
}

interface LocatedSample {
  readonly id: number | string;
  readonly layer: number;
  readonly distances: readonly number[];
}

export function locateCommand(context: Context): Command {
  return new Command('locate')
    .description('find the toxic layer: by how much each layer tells a safe answer from an unsafe one')
    .addOption(modelOption().makeOptionMandatory())
    .addOption(dataOption().makeOptionMandatory())
    .option('--id <id>', 'one sample; all of them without it', nonEmpty)
    .addOption(strategyOption('mean-token'))
    .addOption(formatOption())
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(dtypeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'locate --model smollm2-135m --data mini --id 0 --strategy easyedit',
        'locate --model ./my-model --data SafeEdit_test.json --strategy mean-token --json',
      ),
    )
    .action(async (flags: LocateFlags) => {
      const all = await openSamples(flags.data);
      const samples = flags.id === undefined ? all : [findSample(all, flags.id, flags.data)];
      const { locateToxicLayer } = await import('@msafeedit/locator');
      await withModel(flags.model, flags, context, async (model) => {
        const results: LocatedSample[] = [];
        for (const sample of samples) {
          context.signal.throwIfAborted();
          const detail = `sample ${sample.id}`;
          context.progress.update({ step: 'Locate', fraction: results.length / samples.length, detail });
          const { safe, unsafe, prompt } = toEditRequest(sample);
          const options = {
            ...defined({ strategy: flags.strategy, format: flags.format }),
            signal: context.signal,
          };
          const { layer, distances } = await locateToxicLayer(model, { safe, unsafe, prompt }, options);
          results.push({ id: sample.id, layer, distances: Array.from(distances) });
        }
        context.progress.clear();
        if (flags.json) writeJson(context, results);
        else for (const result of results) show(result, context);
      });
    });
}

function show({ id, layer, distances }: LocatedSample, context: Context): void {
  const { bold, red } = context.colours;
  writeLine(context, bold(`Sample ${id}: layer ${layer} of 0 to ${distances.length - 1}`));
  const marks = new Map([[layer, { word: 'toxic layer', style: red }]]);
  for (const line of barChart(distances, { width: context.width, marks })) writeLine(context, line);
  writeLine(context);
}
