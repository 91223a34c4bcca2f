import { describe, expect, it } from 'vitest';
import type { DinmOptions, Preset, PresetName } from './index.js';
import { DinmError, easyeditSuffix, presets } from './index.js';
import { dinmSettings, editSettingsSchema } from './DinmSettings.js';

describe('the settings of an edit', () => {
  it('come from the preset, and from mode paper, where nothing is said', () => {
    expect(dinmSettings({}, 'chat')).toEqual({
      mode: 'paper',
      preset: 'llama2-7b-chat',
      layer: 'locate',
      strategy: 'mean-token',
      format: 'chat',
      learningRate: 5e-4,
      steps: 10,
      klFactor: 0.1,
      weightDecay: 0,
      normConstraint: false,
      stopBelow: 0,
      suffix: '',
    });
  });

  it("are EasyEdit's in mode easyedit: raw, its locator, its suffix", () => {
    expect(dinmSettings({ mode: 'easyedit' }, 'chat')).toMatchObject({
      layer: 'locate',
      strategy: 'easyedit',
      format: 'raw',
      stopBelow: 1e-4,
      suffix: easyeditSuffix,
    });
  });

  it.each(Object.keys(presets) as PresetName[])(
    "have the preset's layer unless a strategy is given: %s",
    (name) => {
      const preset: Preset = presets[name];
      const { strategy, layer = 'locate' } = preset;
      expect(dinmSettings({ preset: name }, 'raw')).toMatchObject({ layer, strategy });
      const asked = { layer: 'locate', strategy: 'relative' };
      expect(dinmSettings({ preset: name, strategy: 'relative' }, 'raw')).toMatchObject(asked);
      expect(dinmSettings({ preset: name, mode: 'easyedit' }, 'raw')).toMatchObject({
        layer: 'locate',
        strategy: 'easyedit',
      });
    },
  );

  it('let what is given win over the preset', () => {
    const given: DinmOptions = {
      preset: 'mistral-7b',
      learningRate: 1,
      steps: 2,
      klFactor: 0,
      layer: -1,
      strategy: 'relative',
      format: 'raw',
      weightDecay: 0.5,
      normConstraint: 3,
      stopBelow: 0.5,
      suffix: 'Please.',
    };
    expect(dinmSettings(given, 'chat')).toEqual({ mode: 'paper', ...given });
  });

  it.each(Object.keys(presets) as PresetName[])('can be read back from a file: %s', (preset) => {
    const settings = { ...dinmSettings({ preset }, 'raw'), layer: 3 };
    expect(editSettingsSchema.parse(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  it.each<[keyof DinmOptions, unknown]>([
    ['mode', 'Paper'],
    ['preset', 'llama-3'],
    ['layer', 1.5],
    ['layer', 'last'],
    ['strategy', 'median'],
    ['format', 'html'],
    ['learningRate', 0],
    ['learningRate', Number.NaN],
    ['learningRate', Number.POSITIVE_INFINITY],
    ['steps', 0],
    ['steps', 2.5],
    ['klFactor', -0.1],
    ['weightDecay', -1],
    ['normConstraint', 0],
    ['stopBelow', -1],
    ['normConstraint', true],
    ['suffix', 3],
    ['signal', 'now'],
    ['onStep', 'print'],
  ])('do not take %s = %s', (name, value) => {
    const error = failure({ [name]: value });
    expect(error.code).toBe('input');
    expect(error.message).toMatch(new RegExp(`^These options of the edit can't be used: ${name}: `));
  });

  it('are complained about all at once', () => {
    expect(failure({ steps: 0, klFactor: -1 }).message).toMatch(/steps: .*; klFactor: /);
  });

  it.each([
    ['learningrate', 'learningRate'],
    ['step', 'steps'],
    ['normConstrain', 'normConstraint'],
    ['kl_factor', 'klFactor'],
    ['onstep', 'onStep'],
  ])('name the nearest option to %s', (key, near) => {
    expect(failure({ [key]: 1 }).message).toBe(
      `These options of the edit can't be used: ${key} is not an option (did you mean ${near}?).`,
    );
  });

  it('name all options where none is near', () => {
    expect(failure({ temperature: 1 }).message).toBe(
      "These options of the edit can't be used: temperature is not an option (there are mode, preset, layer, " +
        'strategy, format, learningRate, steps, klFactor, weightDecay, normConstraint, stopBelow, suffix, signal, onStep).',
    );
  });

  it('know no chat template in mode easyedit', () => {
    const error = failure({ mode: 'easyedit', format: 'chat' });
    expect(error).toMatchObject({ code: 'input' });
    expect(error.message).toContain("mode 'easyedit' takes format 'raw' only");
  });
});

function failure(options: object): DinmError {
  try {
    dinmSettings(options, 'chat');
  } catch (error) {
    expect(error).toBeInstanceOf(DinmError);
    return error as DinmError;
  }
  throw new Error('These options were taken.');
}
