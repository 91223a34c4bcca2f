import { InvalidArgumentError, Option } from 'commander';
import type { CardName, CausalLMOptions, DeviceName, EngineName } from '@msafeedit/runtime';
import type { LocatorStrategy } from '@msafeedit/locator';
import { choice } from './choice.js';
import { nonEmpty } from './text.js';

export type EngineChoice = EngineName | 'auto';
export type DTypeChoice = NonNullable<CausalLMOptions['dtype']>;
export type Format = 'raw' | 'chat';

/** What computes a model, and in what. */
export interface EngineSettings {
  readonly engine: EngineChoice;
  readonly dtype: DTypeChoice;
  /** Default: `MSAFEEDIT_DEVICE`, else `auto`. */
  readonly device?: DeviceName;
}

// The names are spelt out here, so that `--help` needn't load the model code; a test holds them to the packages.
export const engineNames: readonly EngineChoice[] = ['auto', 'tensorflow', 'webgpu', 'wasm', 'cpu'];
export const dtypeNames: readonly DTypeChoice[] = ['float32', 'float16', 'bfloat16', 'auto'];
export const cardNames: readonly CardName[] = ['a100-80gb', 'a800-80gb', 'h100-80gb', 'h200-141gb'];
export const strategyNames: readonly LocatorStrategy[] = [
  'easyedit',
  'last-token',
  'mean-token',
  'relative',
  'mlp-output',
];

export const modelOption = (): Option =>
  new Option(
    '--model <model>',
    'a folder, a .gguf file, hf:owner/name[@revision], the demo model smollm2-135m, or gemma3-270m once it is set up',
  ).argParser(nonEmpty);

export const dataOption = (): Option =>
  new Option(
    '--data <data>',
    'a file in SafeEdit’s format, or mini (mini-es, …), the small data set that comes along',
  ).argParser(nonEmpty);

export const engineOption = (): Option =>
  new Option('--engine <engine>', `what computes: ${engineNames.join(', ')}`)
    .argParser(choice(engineNames))
    .env('MSAFEEDIT_ENGINE')
    .default('auto');

/** A card that isn't in the machine. */
export const cardOption = (): Option =>
  new Option('--card <card>', `a graphics card to plan for: ${cardNames.join(', ')}`).argParser(
    choice(cardNames),
  );

export const deviceOption = (): Option =>
  new Option(
    '--device <device>',
    'what the tensorflow engine computes on: auto, cpu, gpu, or gpu:1 for the second card',
  )
    .argParser(deviceName)
    .env('MSAFEEDIT_DEVICE');

/** A parser for the name of a device. */
export function deviceName(text: string): DeviceName {
  if (/^(auto|cpu|gpu(:\d+)?)$/.test(text)) return text as DeviceName;
  throw new InvalidArgumentError(`"${text}" is none of auto, cpu, gpu, gpu:0, gpu:1, …`);
}

export const dtypeOption = (): Option =>
  new Option(
    '--dtype <dtype>',
    `of the weights: ${dtypeNames.join(', ')} (the file’s own); 16 bits take half the memory, on the tensorflow engine`,
  )
    .argParser(choice(dtypeNames))
    .env('MSAFEEDIT_DTYPE')
    .default('float32');

/** @param byDefault what is taken where the option isn’t given, in words */
export const strategyOption = (byDefault: string): Option =>
  new Option(
    '--strategy <strategy>',
    `how the layer is found: ${strategyNames.join(', ')} (default: ${byDefault})`,
  ).argParser(choice(strategyNames));

/** @param byDefault what is taken where the option isn’t given, in words */
export const formatOption = (byDefault = 'chat where the model has a template'): Option =>
  new Option(
    '--format <format>',
    `raw: the prompt as it is; chat: in the model’s chat template (default: ${byDefault})`,
  ).argParser(choice<Format>(['raw', 'chat']));

export const jsonOption = (): Option => new Option('--json', 'print one JSON document');
