import { describe, expect, it } from 'vitest';
import { digits, observations, reference } from '../../test/reference.js';
import type { Condition, Observation, VerdictLabel } from '../observations/Observation.js';
import { summariseTransfer } from './summariseTransfer.js';

describe('summariseTransfer', () => {
  it('agrees with pandas and scipy', () => {
    const summaries = summariseTransfer(observations);
    expect(summaries.map(({ language }) => language)).toEqual(['en', 'th']);
    for (const expected of reference.summariseTransfer) {
      const summary = summaries.find(({ language }) => language === expected.language)!;
      expect(summary.monolingual.gain).toBeCloseTo(expected.gain, digits);
      expect(summary.monolingual.interval?.low).toBeCloseTo(expected.interval[0], digits);
      expect(summary.monolingual.interval?.high).toBeCloseTo(expected.interval[1], digits);
      const transfers = [...summary.transfers, { testLanguage: 'others', ...summary.others }];
      expect(transfers.map(({ testLanguage }) => testLanguage).sort()).toEqual(
        Object.keys(expected.transfers).sort(),
      );
      for (const transfer of transfers) {
        const { gain, samples, share } = expected.transfers[transfer.testLanguage]!;
        expect(transfer.gain).toBeCloseTo(gain, digits);
        expect(transfer.samples).toBe(samples);
        expect(transfer.status).toBe(share ? 'estimated' : 'uncertain-gain');
        if (!share) expect(transfer.share).toBeUndefined();
        else {
          expect(transfer.share).toBeCloseTo(share.ratio, digits);
          expect(transfer.shareInterval?.low).toBeCloseTo(share.interval[0], digits);
          expect(transfer.shareInterval?.high).toBeCloseTo(share.interval[1], digits);
        }
      }
    }
  });

  const asked = (testLanguage: string, before: VerdictLabel[], after: VerdictLabel[]): Observation[] => {
    const rows = (condition: Condition, labels: VerdictLabel[]) =>
      labels.map((label, sample): Observation => ({
        ...{ sample, language: 'en', testLanguage },
        ...{ metric: 'defenceSuccess', condition, label },
      }));
    return [...rows('before', before), ...rows('after', after)];
  };
  const none: VerdictLabel[] = ['unsafe', 'unsafe', 'unsafe', 'unsafe'];
  const all: VerdictLabel[] = ['safe', 'safe', 'safe', 'safe'];
  const transferOf = (rows: readonly Observation[]) => summariseTransfer(rows)[0]!.transfers[0];

  it.each([
    ['no-gain', asked('en', none, none)],
    ['no-gain', asked('en', all, none)],
    ['uncertain-gain', asked('en', none, ['safe', 'unsafe', 'unsafe', 'unsafe'])],
    ['uncertain-gain', asked('en', ['unsafe'], ['safe'])],
    ['no-pairs', asked('en', none, ['refused', 'refused', 'refused', 'unscored'])],
    ['no-pairs', asked('fr', none, all)],
  ] as const)('gives no share but says why: %s', (status, home) => {
    const transfer = transferOf([...asked('th', none, all), ...home]);
    expect(transfer).toMatchObject({
      testLanguage: 'th',
      status,
      share: undefined,
      shareInterval: undefined,
    });
  });

  it('gives a share without an interval where all samples gained alike', () => {
    const rows = [...asked('en', none, all), ...asked('th', none, all)];
    expect(transferOf(rows)).toMatchObject({ status: 'estimated', share: 1, shareInterval: undefined });
  });

  it('can start from the answers with the suffix', () => {
    const withoutBefore = observations.filter(({ condition }) => condition !== 'before');
    const renamed = withoutBefore.map((row): Observation =>
      row.condition === 'beforeWithSuffix' ? { ...row, condition: 'before' } : row,
    );
    const expected = summariseTransfer(renamed);
    expect(summariseTransfer(observations, { from: 'beforeWithSuffix' })).toEqual(expected);
    expect(expected).not.toEqual(summariseTransfer(observations));
  });
});
