import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupTexts } from './groupTexts.js';

describe('groupTexts', () => {
  it('keeps all texts in their order, and every request within its limits unless one text alone is too long', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 30 })),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 10, max: 60 }),
        (texts, textsPerRequest, charactersPerRequest) => {
          const groups = groupTexts(texts, { textsPerRequest, charactersPerRequest, concurrency: 1 });
          expect(groups.flat()).toEqual(texts);
          for (const group of groups) {
            expect(group.length).toBeLessThanOrEqual(textsPerRequest);
            if (group.length > 1) expect(group.join('').length).toBeLessThanOrEqual(charactersPerRequest);
          }
          // No request could have taken the next one's first text.
          groups.slice(1).forEach((group, index) => {
            const earlier = groups[index]!;
            const isFull = earlier.length === textsPerRequest;
            expect(isFull || [...earlier, group[0]!].join('').length > charactersPerRequest).toBe(true);
          });
        },
      ),
    );
  });
});
