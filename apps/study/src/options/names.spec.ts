import { presets } from '@msafeedit/dinm';
import { locatorStrategies } from '@msafeedit/locator';
import {
  cardNames as runtimeCards,
  dtypeNames as runtimeDtypes,
  engineNames as runtimeEngines,
} from '@msafeedit/runtime';
import { modelNames as runtimeModels } from '@msafeedit/runtime/setup';
import { expect, it } from 'vitest';
import { fakeContext } from '../../test/fakeContext.js';
import { presetNames } from './presetNames.js';
import { demoModelName, modelNames } from '../openModel.js';
import { runCli } from '../runCli.js';
import { cardNames, dtypeNames, engineNames, strategyNames } from './shared.js';

/** A verb's help on one line. */
async function help(verb: string): Promise<string> {
  const { context, stdout } = fakeContext();
  await runCli([verb, '--help'], context, false);
  return stdout().replace(/\s+/g, ' ');
}

it('offers the engines that the runtime has', async () => {
  expect(engineNames).toEqual(['auto', ...runtimeEngines]);
  for (const verb of ['generate', 'locate', 'edit', 'demo'])
    expect(await help(verb)).toContain(`what computes: ${engineNames.join(', ')}`);
});

it('offers the cards that the runtime knows', async () => {
  expect(cardNames).toEqual(runtimeCards);
  expect(await help('doctor')).toContain(cardNames.join(', '));
});

it('offers the dtypes that the runtime has', async () => {
  expect(dtypeNames).toEqual(runtimeDtypes);
  for (const verb of ['generate', 'locate', 'edit', 'demo'])
    expect(await help(verb)).toContain(`of the weights: ${dtypeNames.join(', ')}`);
});

it('offers the strategies that the locator has', async () => {
  expect(strategyNames).toEqual(locatorStrategies);
  for (const verb of ['locate', 'edit'])
    expect(await help(verb)).toContain(`how the layer is found: ${strategyNames.join(', ')}`);
});

it('offers the models that set-up installs', async () => {
  expect(modelNames).toEqual(runtimeModels);
  for (const name of modelNames) expect(await help('generate')).toContain(name);
});

it('offers the presets that the editor has, one of them for the demo’s model', async () => {
  expect([...presetNames].sort()).toEqual(Object.keys(presets).sort());
  expect(presetNames).toContain(demoModelName);
  expect(await help('edit')).toContain(`hyperparameters tried on a model: ${presetNames.join(', ')}`);
});
