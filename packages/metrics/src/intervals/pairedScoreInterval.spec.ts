import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digits, reference } from '../../test/reference.js';
import { pairedScoreInterval } from './pairedScoreInterval.js';

const counts = fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)).filter((parts) => parts.some((part) => part > 0));

describe('pairedScoreInterval', () => {
  it("agrees with Tango's definition, solved by scipy", () => {
    for (const { gained, lost, n, confidence, interval } of reference.pairedScoreInterval) {
      const { low, high } = pairedScoreInterval(gained, lost, n, { confidence });
      expect(low).toBeCloseTo(interval[0], digits);
      expect(high).toBeCloseTo(interval[1], digits);
    }
  });

  it('holds the change, stays within -1 and 1, and turns round with the direction', () => {
    fc.assert(
      fc.property(counts, ([gained, lost, same]) => {
        const n = gained + lost + same;
        const { low, high } = pairedScoreInterval(gained, lost, n);
        const change = (gained - lost) / n;
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(low).toBeLessThanOrEqual(change);
        expect(high).toBeGreaterThanOrEqual(change);
        expect(high).toBeLessThanOrEqual(1);
        const back = pairedScoreInterval(lost, gained, n);
        expect(back.low).toBeCloseTo(-high, digits);
        expect(back.high).toBeCloseTo(-low, digits);
      }),
    );
  });
});
