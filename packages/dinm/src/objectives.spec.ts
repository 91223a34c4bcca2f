import type { CausalLM } from '@msafeedit/runtime';
import { loadCausalLM } from '@msafeedit/runtime';
import { beforeAll, describe, expect, it } from 'vitest';
import { fixture, requestOf, tinyGolden } from '../test/goldens.js';
import { shortRequest } from '../test/shortRequest.js';
import { dinmSettings } from './DinmSettings.js';
import type { Objective } from './objectives.js';
import { easyeditObjectives, paperObjectives } from './objectives.js';

let model: CausalLM;
beforeAll(async () => {
  model = await loadCausalLM(fixture('goldens/tiny-llama'), { engine: 'tensorflow' });
  return () => {
    model.dispose();
  };
});

/** Every label stands behind the row that predicts it. */
function expectInPlace({ ids, rows, labels }: Objective): void {
  expect(labels.length).toBe(rows.length);
  expect(rows.at(-1)).toBe(ids.length - 1);
  for (const [index, row] of rows.slice(0, -1).entries()) expect(ids[row + 1]).toBe(labels[index]);
}

describe('the objectives of mode paper', () => {
  it('are the ids of the torch loop', () => {
    const { sample, paper } = tinyGolden('tiny-llama');
    const { target, constraint } = paperObjectives(
      model,
      requestOf(sample),
      dinmSettings({ format: paper.format }, 'raw'),
    );
    expect([...target.ids, target.labels.at(-1)]).toEqual(paper.input_ids);
    expect(target.labels.length).toBe(paper.target_length);
    expect([...constraint.ids, constraint.labels.at(-1)]).toEqual(paper.constraint_ids);
  });

  it.each(['raw', 'chat'] as const)('predict the whole answer and EOS behind the prompt, %s', (format) => {
    const { target, constraint } = paperObjectives(model, shortRequest, dinmSettings({ format }, 'raw'));
    for (const [objective, prompt, answer] of [
      [target, shortRequest.prompt, shortRequest.safe],
      [constraint, shortRequest.constraint.prompt, shortRequest.constraint.answer],
    ] as const) {
      expectInPlace(objective);
      expect(objective.ids.slice(0, objective.rows[0]! + 1)).toEqual(model.encodePrompt(prompt, format));
      expect(objective.labels).toEqual([...model.encodeAnswer(answer, format), model.tokenizer.eosTokenId]);
    }
  });

  it('have the suffix behind both prompts, after a space', () => {
    const suffix = 'Please answer.';
    const written = {
      ...shortRequest,
      prompt: `${shortRequest.prompt} ${suffix}`,
      constraint: { ...shortRequest.constraint, prompt: `${shortRequest.constraint.prompt} ${suffix}` },
    };
    expect(paperObjectives(model, shortRequest, dinmSettings({ suffix }, 'chat'))).toEqual(
      paperObjectives(model, written, dinmSettings({}, 'chat')),
    );
  });
});

describe('the objectives of mode easyedit', () => {
  const settings = dinmSettings({ mode: 'easyedit' }, 'raw');

  it('set the answer, tokenised alone with BOS, against the rows from the last but one back', () => {
    const { target } = easyeditObjectives(model, shortRequest, settings);
    expect(target.ids).toEqual(
      model.tokenizer.encode(`${shortRequest.prompt} ${settings.suffix}  ${shortRequest.safe}`),
    );
    const labels = model.tokenizer.encode(` ${shortRequest.safe}`);
    expect(target.labels).toEqual(labels);
    expect(labels[0]).toBe(model.tokenizer.encode('')[0]); // BOS is a label
    expect(target.rows.at(-1)).toBe(target.ids.length - 2);
    expect(target.rows[0]).toBe(target.ids.length - 1 - labels.length);
  });

  it("take the constraint's last rows unshifted, as many as the answer alone has ids", () => {
    const { constraint } = easyeditObjectives(model, shortRequest, settings);
    const { prompt, answer } = shortRequest.constraint;
    expect(constraint.ids).toEqual(model.tokenizer.encode(`${prompt} ${settings.suffix} ${answer}`));
    expect(constraint.rows.length).toBe(model.tokenizer.encode(answer).length);
    expect(constraint.rows.at(-1)).toBe(constraint.ids.length - 1);
  });

  it('have no suffix where it is empty', () => {
    const { target } = easyeditObjectives(model, shortRequest, { ...settings, suffix: '' });
    expect(target.ids).toEqual(model.tokenizer.encode(`${shortRequest.prompt}  ${shortRequest.safe}`));
  });
});
