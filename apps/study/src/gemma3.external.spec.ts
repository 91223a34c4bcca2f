import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { miniRecords } from '@msafeedit/dataset';
import { dinm, type EditRequest } from '@msafeedit/dinm';
import { locateToxicLayer } from '@msafeedit/locator';
import { type CausalLM, loadCausalLM } from '@msafeedit/runtime';
import { findModel } from '@msafeedit/runtime/setup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What transformers and torch give for the same file; made by tools/goldens/make_gemma_golden.py. */
interface Golden {
  /** Of mini's texts in each language: the number of their tokens, and the SHA-256 of all ids as JSON. */
  readonly languages: Readonly<
    Record<string, { readonly texts: number; readonly tokens: number; readonly sha256: string }>
  >;
  readonly answers: readonly {
    readonly prompt: string;
    readonly best: { readonly ids: readonly number[]; readonly logits: readonly number[] };
    readonly tokens: readonly number[];
    readonly near_ties: readonly { readonly position: number }[];
  }[];
  readonly request: EditRequest;
  readonly distances: readonly number[];
  readonly edit: {
    readonly layer: number;
    readonly lr: number;
    readonly steps: number;
    readonly kl_factor: number;
    readonly losses: readonly { readonly total: number; readonly edit: number }[];
    readonly norm: number;
  };
}

const golden = JSON.parse(
  readFileSync(new URL('../test/fixtures/gemma3-270m.json', import.meta.url), 'utf8'),
) as Golden;

const strings = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(strings)
      : [];

const installed = findModel('gemma3-270m');

/** Nobody but its user accepts a model's terms: without `msafeedit setup gemma3-270m` these are skipped. */
describe.skipIf(!installed)('Gemma 3 270M, a GGUF file', () => {
  let model: CausalLM;
  beforeAll(async () => {
    model = await loadCausalLM(installed!.file, { engine: 'tensorflow' });
  });
  afterAll(() => {
    model.dispose();
  });

  it.each(Object.entries(golden.languages))(
    'gives the ids of transformers: mini in %s',
    (language, { texts, tokens, sha256 }) => {
      const ids = strings(miniRecords[language as keyof typeof miniRecords]).map((text) =>
        model.tokenizer.encode(text),
      );
      expect(ids).toHaveLength(texts);
      expect(ids.flat()).toHaveLength(tokens);
      expect(createHash('sha256').update(JSON.stringify(ids)).digest('hex')).toBe(sha256);
    },
  );

  it('writes the greedy tokens of transformers, also behind a prompt that is longer than its window', async () => {
    const answers = await model.generate(
      golden.answers.map(({ prompt }) => prompt),
      { maxNewTokens: 40, format: 'raw' },
    );
    for (const [index, { prompt, best, tokens, near_ties }] of golden.answers.entries()) {
      const { logits } = await model.forward([prompt]);
      best.ids.forEach((id, rank) => {
        expect(logits!.data[id]! / best.logits[rank]!).toBeCloseTo(1, 4);
      });
      const end = near_ties[0]?.position ?? tokens.length;
      expect(answers[index]!.tokens.slice(0, end)).toEqual(tokens.slice(0, end));
    }
  });

  it('is located in and edited as torch does it', { timeout: 600_000 }, async () => {
    const { distances } = await locateToxicLayer(model, golden.request, { strategy: 'easyedit' });
    distances.forEach((distance, layer) => {
      expect(distance / golden.distances[layer]!).toBeCloseTo(1, 3);
    });
    // Measured: 7e-5 off at the third step, 3e-3 at the fourth. Adam's first steps are as long where a gradient is nearly 0 as
    // elsewhere, so that rounding decides where those go. At the second step our gradients are 5e-6 (likelihood) and 9e-5 (KL) off
    // torch's in float64, torch's in float32 3e-4 off both.
    const { layer, lr, steps, kl_factor, losses, norm } = golden.edit;
    const options = { layer, learningRate: lr, steps, klFactor: kl_factor, format: 'raw' } as const;
    const delta = await dinm(model, golden.request, options);
    losses.forEach(({ total, edit }, step) => {
      expect(delta.losses[step]!.total / total).toBeCloseTo(1, 3);
      expect(delta.losses[step]!.edit / edit).toBeCloseTo(1, 3);
    });
    expect(delta.norm / norm).toBeCloseTo(1, 3);
  });
});
