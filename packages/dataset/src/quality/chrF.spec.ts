import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chrF } from './chrF.js';

const { cases } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/chrf.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly { hypothesis: string; reference: string; chrF: number }[] };

describe('chrF', () => {
  it.each(cases)('is what sacrebleu counts: "$hypothesis" against "$reference"', (each) => {
    expect(chrF(each.hypothesis, each.reference)).toBeCloseTo(each.chrF, 9);
  });
});
