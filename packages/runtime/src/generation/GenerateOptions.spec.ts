import { describe, expect, it } from 'vitest';
import { failure } from '../../test/failure.js';
import { generationSettings } from './GenerateOptions.js';

const settingsOf = (options: object, file?: unknown) => generationSettings(options, file);
const problemOf = async (options: object, file?: unknown) => failure(() => settingsOf(options, file));

describe('generation options', () => {
  it('default to 200 greedy tokens after the prompt as it stands', () => {
    expect(settingsOf({})).toMatchObject({
      maxNewTokens: 200,
      format: 'raw',
      temperature: 0,
      seed: 0,
      stop: [],
      overflow: 'error',
    });
  });

  it.each([
    ['maxTokens', 'maxNewTokens'],
    ['max_new_tokens', 'maxNewTokens'],
    ['temprature', 'temperature'],
    ['top_p', 'topP'],
    ['onTokens', 'onToken'],
    ['stops', 'stop'],
  ])('answer the unknown %s with %s', async (given, meant) => {
    const { code, message } = await problemOf({ [given]: 1 });
    expect(code).toBe('input');
    expect(message).toBe(
      `These generation options can't be used: there is no option "${given}" (did you mean "${meant}"?).`,
    );
  });

  it('list what there is where nothing is near', async () => {
    const { message } = await problemOf({ beams: 4 });
    expect(message).toContain('there is no option "beams" (there are maxNewTokens, format, temperature');
  });

  it.each([
    [{ maxNewTokens: 0 }, 'maxNewTokens'],
    [{ maxNewTokens: 1.5 }, 'maxNewTokens'],
    [{ temperature: -1 }, 'temperature'],
    [{ temperature: Number.NaN }, 'temperature'],
    [{ topP: 0 }, 'topP'],
    [{ topP: 1.1 }, 'topP'],
    [{ topK: -1 }, 'topK'],
    [{ format: 'markdown' }, 'format'],
    [{ overflow: 'cut' }, 'overflow'],
    [{ stop: [''] }, 'stop.0'],
    [{ seed: 0.5 }, 'seed'],
  ])('refuse %o and name the option', async (options, name) => {
    const { code, message } = await problemOf(options);
    expect(code).toBe('input');
    expect(message).toContain(`: ${name}: `);
  });
});

describe('settings of generation_config.json', () => {
  const file = { do_sample: true, temperature: 0.6, top_p: 0.9, top_k: 20, eos_token_id: 2 };

  it('count only where they are asked for', () => {
    expect(settingsOf({}, file).temperature).toBe(0);
    expect(settingsOf({ generationConfig: true }, file)).toMatchObject({
      temperature: 0.6,
      topP: 0.9,
      topK: 20,
    });
  });

  it('give way to options', () => {
    const settings = settingsOf({ generationConfig: true, temperature: 0, topP: 0.5 }, file);
    expect(settings).toMatchObject({ temperature: 0, topP: 0.5, topK: 20 });
  });

  it('are greedy without do_sample, and have the defaults of transformers with it', () => {
    expect(settingsOf({ generationConfig: true }, { temperature: 0.6 }).temperature).toBe(0);
    expect(settingsOf({ generationConfig: true }, { do_sample: true })).toMatchObject({
      temperature: 1,
      topK: 50,
    });
  });

  it('are an error where there is no such file, or it makes no sense', async () => {
    expect(await problemOf({ generationConfig: true })).toMatchObject({ code: 'input' });
    expect((await problemOf({ generationConfig: true })).message).toContain('no generation_config.json');
    expect(await problemOf({ generationConfig: true }, { do_sample: true, top_p: 3 })).toMatchObject({
      code: 'format',
    });
  });
});
