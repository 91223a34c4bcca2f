import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillStore, goldenStudy, madeUpStudy, type MadeUpOptions } from '../../../test/madeUpStudy.js';
import { SqliteStore } from '../../study/store/SqliteStore.js';
import { collectResults, type StudyResults } from '../../study/StudyResults.js';
import type { StudyConfig } from '../../study/StudyConfig.js';
import type { Cell, Change, Rate } from './Cell.js';
import { reportNumbers } from './makeReportNumbers.js';
import type { ReportNumbers } from './ReportNumbers.js';

function resultsOf(
  config: Partial<Record<keyof StudyConfig, unknown>>,
  contents: MadeUpOptions = {},
): readonly [StudyResults, ReturnType<typeof madeUpStudy>] {
  const study = madeUpStudy(config);
  const store = SqliteStore.open(':memory:');
  fillStore(study, store, contents);
  const results = collectResults(study, store);
  store.close();
  return [results, study];
}

function numbersOf(
  config: Partial<Record<keyof StudyConfig, unknown>>,
  contents: MadeUpOptions = {},
): ReportNumbers {
  return reportNumbers(...resultsOf(config, contents));
}

interface Golden {
  readonly columns: readonly string[];
  readonly cells: readonly (readonly (string | number | null)[])[];
  readonly agreement: readonly Record<string, unknown>[];
  readonly agreementOfAll: number;
  readonly promptTokens: readonly Record<string, unknown>[];
  readonly layers: readonly Record<string, unknown>[];
  readonly transfer: readonly (readonly (string | number | null)[])[];
  readonly groupGains: readonly (readonly (string | number | null)[])[];
  readonly findings: readonly (readonly (string | number)[])[];
  readonly sideEffects: readonly (readonly (string | number)[])[];
  readonly divergences: readonly (readonly (string | number)[])[];
  readonly editsTogether: readonly (readonly (string | number | null)[])[];
}

/** Numbers to nine digits, since other libraries round their last bits otherwise; all else as it is. */
function near(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isInteger(value)) return expect.closeTo(value, 9) as unknown;
  if (Array.isArray(value)) return value.map(near);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, near(each)]));
  return value;
}

function flatten(cell: Cell): ReadonlyMap<string, unknown> {
  const part = (name: string, numbers: Rate | Change | undefined): (readonly [string, unknown])[] =>
    Object.entries({ ...numbers, ...numbers?.interval }).map(([field, value]) => [`${name}.${field}`, value]);
  return new Map([
    ...Object.entries(cell),
    ...part('before', cell.before),
    ...part('beforeWithSuffix', cell.beforeWithSuffix),
    ...part('after', cell.after),
    ...part('total', cell.total),
    ...part('suffix', cell.suffix),
    ...part('edit', cell.edit),
  ]);
}

describe('reportNumbers, held to pandas, scipy, statsmodels and scikit-learn', () => {
  const golden = JSON.parse(
    readFileSync(new URL('../../../test/fixtures/report-numbers.json', import.meta.url), 'utf8'),
  ) as Golden;
  const numbers = numbersOf(goldenStudy.config, goldenStudy.contents);
  const judges = numbers.judges.map((own) => ({ ...own, models: own.hypothesis.models }));
  const sorted = (rows: readonly (readonly unknown[])[]): unknown[] =>
    rows
      .map((row) => [...row])
      .sort((a, b) => (JSON.stringify(a.slice(0, 7)) < JSON.stringify(b.slice(0, 7)) ? -1 : 1));

  it('has their rates, intervals, changes and p-values in each cell', () => {
    const [main] = judges;
    const ours = main!.cells.map((cell) => {
      const flat = flatten(cell);
      return golden.columns.map((column) => (column === 'judge' ? main!.judge : (flat.get(column) ?? null)));
    });
    expect(golden.cells.length).toBeGreaterThan(100);
    expect(sorted(ours)).toEqual(sorted(golden.cells).map(near));
  });

  it('has their agreement of judges', () => {
    const ours = numbers.agreement.map(
      ({ first, second, language, n, missing, observed, kappa, counts }) => ({
        ...{ first, second, language, n, missing, observed, kappa, counts },
      }),
    );
    expect(ours).toEqual(near(golden.agreement));
    expect(numbers.agreementOfAll).toBeCloseTo(golden.agreementOfAll, 9);
  });

  it('has their prompt lengths and layers', () => {
    expect(numbers.promptTokens).toEqual(near(golden.promptTokens));
    expect(numbers.layers).toEqual(near(golden.layers));
  });

  it('has their transfer, and their gains of groups', () => {
    expect(
      judges.flatMap(({ judge, transfer }) =>
        transfer.map((row) => [
          ...[judge, row.model, row.editLanguage, row.metrics, row.part, row.grouping, row.group],
          ...[row.samples, row.status, row.gain ?? null, row.share ?? null],
        ]),
      ),
    ).toEqual(near(golden.transfer));
    const gains = judges.flatMap(({ judge, groupGains }) => groupGains.map((row) => ({ judge, ...row })));
    expect(gains).toHaveLength(golden.groupGains.length);
    gains.forEach((row, at) => {
      // Python has no p-value where the flips were drawn at random.
      const [pValue, ...expected] = golden.groupGains[at]!.toReversed();
      const { interval } = row;
      expect([
        ...[row.judge, row.model, row.metrics, row.part, row.grouping, row.editGroup, row.testGroup],
        ...[row.pairs, row.change, interval!.low, interval!.high],
      ]).toEqual(near(expected.toReversed()));
      if (typeof pValue === 'number') expect(row.pValue).toBeCloseTo(pValue, 9);
    });
  });

  it('has their side effects, and what they find left of several edits', () => {
    expect(
      numbers.sideEffects.map(({ model, editLanguage, testLanguage, task, n, tokenF1 }) => [
        ...[model, editLanguage, testLanguage, task, n, tokenF1.before, tokenF1.after],
      ]),
    ).toEqual(near(golden.sideEffects));
    expect(
      numbers.divergences.map(({ model, editLanguage, testLanguage, klDivergence }) => [
        ...[model, editLanguage, testLanguage, klDivergence],
      ]),
    ).toEqual(near(golden.divergences));
    expect(
      numbers.judges.flatMap(({ judge, editsTogether }) =>
        editsTogether.map(({ model, language, condition, laterEdits, rate }) => [
          ...[judge, model, language, condition, laterEdits ?? null, rate.n, rate.successes],
        ]),
      ),
    ).toEqual(golden.editsTogether);
  });

  it('has their findings on the hypothesis', () => {
    expect(
      judges.flatMap(({ judge, models }) =>
        models.flatMap(({ model, home, languages, otherEditLanguages }) =>
          [home!, ...languages, ...otherEditLanguages].map((each) => [
            ...[judge, model, each.editLanguage, each.testLanguage, each.finding, each.adjustedPValue],
          ]),
        ),
      ),
    ).toEqual(near(golden.findings));
  });
});

describe('reportNumbers', () => {
  it('is plain data: JSON and back', () => {
    const numbers = numbersOf({ samples: 2 });
    expect(JSON.parse(JSON.stringify(numbers))).toStrictEqual(numbers);
  });

  it('says nothing, and does not fail, where nothing was done or judged', () => {
    const empty = numbersOf({ samples: 2 }, { judges: [] });
    expect(empty).toMatchObject({ judges: [], agreement: [], table1: { judges: [] } });
    expect(empty).not.toHaveProperty('mainJudge');
    expect(empty.promptTokens).not.toEqual([]);
    const study = madeUpStudy({ samples: 2 });
    const none = reportNumbers(
      {
        ...{ tests: [], jointTests: [], tasks: [], divergences: [], edits: [] },
        ...{ provenance: [], failures: [], judges: [] },
      },
      study,
    );
    expect(none).toMatchObject({ promptTokens: [], layers: [], study: { answered: 0 } });
    expect(none).not.toHaveProperty('agreementOfAll');
  });

  it('gives each figure the cells of its experiment, English to English in all three', () => {
    const { judges } = numbersOf({ samples: 2 });
    const [main] = judges;
    const shown = (figure: 'figure2' | 'figure3' | 'figure4' | 'figure5' | 'figure6'): string[] =>
      main![figure].marks
        .filter(({ cell }) => cell.model === 'sturdy')
        .map(
          ({ series, language, cell: { editLanguage, testLanguage, metric, layerChoice } }) =>
            `${series} ${language}: ${editLanguage}-${testLanguage} ${metric} ${layerChoice}`,
        );
    expect(shown('figure2')).toEqual([
      'monolingual en: en-en defenceSuccess configured',
      'monolingual es: es-es defenceSuccess configured',
      'monolingual th: th-th defenceSuccess configured',
      'from-english en: en-en defenceSuccess configured',
      'from-english es: en-es defenceSuccess configured',
      'from-english th: en-th defenceSuccess configured',
    ]);
    expect(shown('figure3')).toHaveLength(12);
    expect(shown('figure4')).toContain('to-english th: th-en otherQuestion configured');
    expect(shown('figure5')).toContain('from-english th: en-th defenceSuccess second-to-last');
    expect(shown('figure5')).toContain('monolingual th: th-th defenceSuccess last');
    expect(shown('figure6')).toHaveLength(12);
    expect(main!.heatmaps[0]!.cells.map((row) => row.map((cell) => cell?.editLanguage))).toEqual(
      ['en', 'es', 'th'].map((from) => [from, from, from]),
    );
  });

  it('leaves figures empty that the study has nothing for', () => {
    const [main] = numbersOf({ samples: 2, experiments: ['monolingual'] }).judges;
    expect(main!.figure5.marks).toEqual([]);
    expect(main!.figure4.marks.map(({ language }) => language)).toEqual(Array(10).fill('en'));
    expect(main!.groupGains).toEqual([]);
    expect(main!.heatmaps[0]!.cells[0]).toEqual([expect.anything(), null, null]);
    expect(main!.hypothesis.outcome).toBe('not-asked');
  });

  it('keeps the answers before a failed edit beside it, and counts them as unpaired', () => {
    const failed = ['sturdy-en-0', 'sturdy-en-1'];
    const all = { judges: ['strict'], chance: () => 1 };
    const [main] = numbersOf({ samples: 12, experiments: ['monolingual'] }, { ...all, failed }).judges;
    const cell = main!.cells.find(
      ({ model, editLanguage, metric }) =>
        model === 'sturdy' && editLanguage === 'en' && metric === 'defenceSuccess',
    )!;
    expect([cell.before.total, cell.after.total, cell.total.unpaired]).toEqual([12, 10, 2]);
  });

  it('has no suffix where the study does not ask with it', () => {
    const { judges } = numbersOf({ samples: 2, edit: { mode: 'paper' } });
    for (const cell of judges[0]!.cells) expect(Object.keys(cell)).not.toContain('suffix');
    expect(judges[0]!.hypothesis.part).toBe('whole');
  });

  it('takes only the very models of the paper for its models', () => {
    const models = ['hf:meta-llama/Llama-2-7b-chat-hf', './Mistral-7B-v0.1', 'hf:x/Mistral-7B-v0.3', 'tiny'];
    const { study } = numbersOf({
      samples: 1,
      models: models.map((source, at) => ({ name: `m${at}`, source })),
    });
    expect(study.models.map(({ paperModel }) => paperModel)).toEqual([
      'LLaMA',
      'Mistral',
      undefined,
      undefined,
    ]);
  });

  it('puts judges in the order of the paper’s', () => {
    const judges = ['RoBERTa', 'gpt-4o-mini (api.openai.com)', 'heuristic', 'Claude (claude-haiku-4-5)'];
    expect(numbersOf({ samples: 1 }, { judges }).judges.map(({ judge }) => judge)).toEqual([
      ...['Claude (claude-haiku-4-5)', 'gpt-4o-mini (api.openai.com)', 'heuristic', 'RoBERTa'],
    ]);
  });

  it('adds up time, tokens and money', () => {
    const [results, study] = resultsOf({ samples: 2, experiments: ['monolingual'] }, { judges: ['Claude'] });
    const { speed } = reportNumbers(results, study);
    const answers = new Map(results.tests.map((test) => [test.answerKey, test.answer.newTokens]));
    expect(speed.models.map(({ newTokens }) => newTokens).reduce((a, b) => a + b)).toBe(
      [...answers.values()].reduce((a, b) => a + b),
    );
    expect(speed.judges).toEqual([
      {
        ...{ judge: 'Claude', versions: ['1'], verdicts: answers.size },
        cost: expect.closeTo(answers.size * 0.0005, 9) as unknown,
        ...{ inputTokens: answers.size * 400, outputTokens: answers.size * 20 },
      },
    ]);
    expect(speed.models[0]).toMatchObject({ edits: 6, devices: ['none'] });
  });
});
