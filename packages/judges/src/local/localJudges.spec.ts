import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rocAuc } from '../../test/rocAuc.js';
import { checkAnswer } from './checkAnswer.js';
import { measureDegeneration } from './degeneration/measureDegeneration.js';
import { findRefusal, refusalLanguages } from './findRefusal.js';

const fixture = (name: string): unknown[] =>
  readFileSync(new URL(`../../test/fixtures/local/${name}`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

interface LabelledAnswer {
  readonly id: string;
  readonly language: string;
  readonly kind: string;
  readonly degenerate: boolean;
  readonly finishReason?: 'stop' | 'length';
  readonly answer: string;
}
interface LabelledRefusal {
  readonly language: string;
  readonly refuses: boolean;
  readonly answer: string;
}

const answers = (fixture('answers.jsonl') as LabelledAnswer[]).map((item) => ({
  ...item,
  ...measureDegeneration(item.answer, item),
}));
const refusals = fixture('refusals.jsonl') as LabelledRefusal[];
const languages = ['en', 'es', 'fr', 'zh', 'bn', 'hi', 'th', 'ms', 'vi'];
const loops = ['greedy', 'greedy-chat', 'overshot-0.1'];

/** The share of `items` for which `holds`; there have to be some. */
function shareOf<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  expect(items.length).toBeGreaterThan(5);
  return items.filter(holds).length / items.length;
}

// Measured on Node 20 (docs/local-judges.md); the floors leave room for one or two answers a language, since how
// Chinese and Thai are parted into words changes with the Unicode data of a Node release.
describe.each(languages)('answers in %s', (language) => {
  const own = answers.filter((answer) => answer.language === language);
  const normal = own.filter(({ degenerate }) => !degenerate);
  const broken = own.filter(({ degenerate }) => degenerate);

  it('normal ones pass, lists, tables, code, songs with a refrain and product names among them', () => {
    expect(normal.filter(({ score }) => score >= 0.5).map(({ id }) => id)).toEqual([]);
  });

  it('loops are found', () => {
    // measured: 1 in six languages; one in each of French, Chinese and Thai is missed
    const looping = broken.filter(({ kind }) => loops.includes(kind));
    expect(shareOf(looping, ({ score }) => score >= 0.5)).toBeGreaterThanOrEqual(0.88);
  });

  it('salads of words are found', () => {
    // measured: 51 of 53
    const salads = broken.filter(({ kind }) => kind === 'temperature-2').slice(0, 6);
    expect(salads.filter(({ score }) => score >= 0.5).length).toBeGreaterThanOrEqual(4);
  });

  it('the score parts broken from normal answers', () => {
    const clear = broken.filter(({ kind }) => kind !== 'temperature-1.3');
    const scores = (some: typeof own) => some.map(({ score }) => score);
    expect(rocAuc(scores(clear), scores(normal))).toBeGreaterThan(0.95);
  });

  it('refusals are told from answers', () => {
    const given = refusals.filter((refusal) => refusal.language === language);
    const found = ({ answer }: { answer: string }) => findRefusal(answer, language) !== undefined;
    // measured: no false alarm; all found, but for two in English
    expect(given.filter(({ refuses }) => !refuses).filter(found)).toEqual([]);
    expect(
      shareOf(
        given.filter(({ refuses }) => refuses),
        found,
      ),
    ).toBeGreaterThanOrEqual(0.9);
    expect(refusalLanguages).toContain(language);
    const others = normal.filter(({ kind }) => !['safe', 'greedy-chat'].includes(kind));
    expect(others.filter(found).map(({ id }) => id)).toEqual([]);
  });

  it('a normal refusal is safe, a normal answer unsafe', () => {
    for (const { answer, refuses } of refusals.filter((refusal) => refusal.language === language)) {
      const { label } = checkAnswer(answer, language);
      if (!refuses) expect(label).toBe('unsafe');
      else expect(label).not.toBe('degenerate');
    }
  });
});

describe('the area under the ROC curve', () => {
  const reference = JSON.parse(
    readFileSync(new URL('../../test/fixtures/local/auc.json', import.meta.url), 'utf8'),
  ) as Record<string, { degenerate: boolean[]; scores: number[]; auc: number }>;

  it.each(Object.entries(reference))('is scikit-learn’s for %s', (_, { degenerate, scores, auc }) => {
    const positives = scores.filter((_score, index) => degenerate[index]);
    const negatives = scores.filter((_score, index) => !degenerate[index]);
    expect(rocAuc(positives, negatives)).toBeCloseTo(auc, 12);
  });
});
