import { Command, InvalidArgumentError, Option } from 'commander';
import { findSample, toEditRequest } from '@msafeedit/dataset';
import type { LocatorStrategy } from '@msafeedit/locator';
import type { CausalLM } from '@msafeedit/runtime';
import { assertWritable } from '../assertWritable.js';
import { CliError } from '../CliError.js';
import { writeJson, writeLine, type Context } from '../Context.js';
import { withModel } from '../openModel.js';
import { openSamples } from '../openSamples.js';
import { choice } from '../options/choice.js';
import { defined } from '../options/defined.js';
import { decimal, integer } from '../options/number.js';
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
import { presetNames } from '../options/presetNames.js';
import { nonEmpty } from '../options/text.js';
import { formatSeconds } from '../screen/seconds.js';
import { examples } from './examples.js';

// Spelt out for a quick `--help`.
export const modeNames = ['paper', 'easyedit'] as const;

interface EditFlags extends EngineSettings {
  readonly model: string;
  readonly data: string;
  readonly id: string;
  readonly mode: (typeof modeNames)[number];
  readonly out: string;
  readonly layer?: number | 'locate';
  readonly strategy?: LocatorStrategy;
  readonly format?: Format;
  readonly lr?: number;
  readonly steps?: number;
  readonly klFactor?: number;
  readonly weightDecay?: number;
  readonly normConstraint?: number;
  readonly stopBelow?: number;
  readonly preset?: (typeof presetNames)[number];
  readonly suffix?: string;
  readonly json?: true;
}

export function editCommand(context: Context): Command {
  return new Command('edit')
    .description('detoxify the model with one sample by DINM, and save the edit as a small file')
    .addOption(modelOption().makeOptionMandatory())
    .addOption(dataOption().makeOptionMandatory())
    .requiredOption('--id <id>', 'the sample', nonEmpty)
    .requiredOption('--out <file>', 'where the edit is saved (.safetensors)', nonEmpty)
    .addOption(
      new Option(
        '--mode <mode>',
        'paper: the method as described; easyedit: as EasyEdit computes it, number for number',
      )
        .argParser(choice(modeNames))
        .default('paper'),
    )
    .addOption(
      new Option(
        '--preset <preset>',
        `hyperparameters tried on a model: ${presetNames.join(', ')} (default: llama2-7b-chat)`,
      ).argParser(choice(presetNames)),
    )
    .option(
      '--layer <layer>',
      'a layer (from 0; -1 is the last), or locate (default: the preset’s in mode paper, else locate)',
      layer,
    )
    .addOption(strategyOption('the preset’s; easyedit in mode easyedit'))
    .addOption(formatOption('chat where the model has a template; raw in mode easyedit'))
    .option('--lr <x>', 'learning rate (default: the preset’s, as the next two)', decimal({ above: 0 }))
    .option('--steps <n>', 'steps of Adam', integer({ least: 1 }))
    .option('--kl-factor <x>', 'weight of the edit’s loss against the constraint’s', decimal({ least: 0 }))
    .option('--weight-decay <x>', 'Adam’s weight decay', decimal({ least: 0 }))
    .option('--norm-constraint <x>', 'the most that any entry may move', decimal({ above: 0 }))
    .option(
      '--stop-below <x>',
      'end once the total loss is below (default: the preset’s; 1e-4 in mode easyedit)',
      decimal({ least: 0 }),
    )
    .option('--suffix <text>', 'a text to append to the prompts of the edit')
    .addOption(engineOption())
    .addOption(deviceOption())
    .addOption(dtypeOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        'edit --model smollm2-135m --data mini --id 0 --preset smollm2-135m --out edit.safetensors',
        'edit --model ./llama-2-7b-chat --data SafeEdit_test.json --id 3 --mode easyedit --out edit.safetensors --json',
      ),
    )
    .action(async (flags: EditFlags) => {
      if (flags.mode === 'easyedit' && flags.format === 'chat')
        throw new CliError(
          'usage',
          '--mode easyedit takes --format raw only: EasyEdit knows no chat template.',
        );
      const sample = findSample(await openSamples(flags.data), flags.id, flags.data);
      await assertWritable(flags.out);
      const { dinm } = await import('@msafeedit/dinm');
      const ownPreset = presetNames.find((name) => name === flags.model);
      if (flags.preset === undefined && flags.mode === 'paper' && ownPreset !== undefined)
        context.progress.note(
          `There is a preset for this model, and it edits better than the default one: --preset ${ownPreset}`,
        );
      await withModel(flags.model, flags, context, async (model) => {
        const delta = await dinm(model, toEditRequest(sample), {
          ...defined({
            preset: flags.preset,
            layer: layerOf(model, flags.layer),
            strategy: flags.strategy,
            format: flags.format,
            learningRate: flags.lr,
            steps: flags.steps,
            klFactor: flags.klFactor,
            weightDecay: flags.weightDecay,
            normConstraint: flags.normConstraint,
            stopBelow: flags.stopBelow,
            suffix: flags.suffix,
          }),
          mode: flags.mode,
          signal: context.signal,
          onStep: ({ step, steps, loss }) => {
            context.progress.update({
              step: 'Edit',
              fraction: step / steps,
              detail: `loss ${loss.total.toFixed(4)}`,
            });
          },
        });
        await delta.save(flags.out);
        context.progress.note(
          `Edited ${delta.parameter} in ${formatSeconds(delta.seconds)}, ${delta.losses.length} ${delta.losses.length === 1 ? 'step' : 'steps'}; saved as ${flags.out}.`,
        );
        const result = {
          id: sample.id,
          layer: delta.layer,
          parameter: delta.parameter,
          losses: delta.losses.map(({ total, edit, constraint }) => ({ total, edit, constraint })),
          deltaNorm: delta.norm,
          seconds: delta.seconds,
        };
        if (flags.json) writeJson(context, result);
        else show(result, context);
      });
    });
}

function layer(text: string): number | 'locate' {
  if (text === 'locate') return text;
  try {
    return integer()(text);
  } catch {
    throw new InvalidArgumentError('It must be a layer’s number or locate.');
  }
}

/** The layer, checked against the model; negative numbers count from the end. */
function layerOf(model: CausalLM, layer: number | 'locate' | undefined): number | 'locate' | undefined {
  if (typeof layer !== 'number') return layer;
  const { layers } = model.config;
  if (layer < -layers || layer >= layers) {
    throw new CliError('usage', `--layer ${layer}: the model has ${layers} layers, 0 to ${layers - 1}.`);
  }
  return layer < 0 ? layers + layer : layer;
}

interface EditResult {
  readonly parameter: string;
  readonly losses: readonly { readonly total: number; readonly edit: number; readonly constraint: number }[];
  readonly deltaNorm: number;
}

function show({ parameter, losses, deltaNorm }: EditResult, context: Context): void {
  writeLine(context, `${parameter}, moved by ${deltaNorm.toPrecision(4)} (L2 norm)`);
  writeLine(context, 'step    total     edit  constraint');
  losses.forEach(({ total, edit, constraint }, step) => {
    const numbers = [decimals(total, 8), decimals(edit, 8), decimals(constraint, 11)];
    writeLine(context, `${String(step).padStart(4)} ${numbers.join(' ')}`);
  });
}

/** Five decimals; what rounds to zero has no sign, since a KL is none below it. */
const decimals = (loss: number, width: number): string =>
  loss
    .toFixed(5)
    .replace(/^-(?=0\.0+$)/, '')
    .padStart(width);
