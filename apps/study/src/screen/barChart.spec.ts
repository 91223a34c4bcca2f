import { describe, expect, it } from 'vitest';
import { barChart } from './barChart.js';

describe('barChart', () => {
  it('draws each value as a share of the largest, to an eighth of a column', () => {
    expect(barChart([0, 1, 4.5, 8], { width: 4 + 8 + 4 })).toEqual([
      '0          0.000',
      '1 █        1.000',
      '2 ████▌    4.500',
      '3 ████████ 8.000',
    ]);
  });

  it('marks a line and styles only that one', () => {
    const lines = barChart([1, 2], {
      width: 60,
      marks: new Map([[1, { word: 'toxic', style: (line: string) => `<${line}>` }]]),
    });
    expect(lines[0]).toMatch(/^0 █+ +1\.000$/);
    expect(lines[1]).toMatch(/^<1 █+ 2\.000 ◀ toxic>$/);
  });

  it('fits the width, marks included, down to a bar of four columns', () => {
    for (const width of [30, 60, 200]) {
      const lines = barChart([3, 1200], { width, marks: new Map([[0, { word: 'located' }]]) });
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    }
    expect(barChart([3, 1200], { width: 5 })[1]).toBe('1 ████  1200');
  });

  it('keeps its columns with thirty layers and values of any size', () => {
    const lines = barChart(
      Array.from({ length: 30 }, (_, layer) => 0.16 * 1.5 ** layer),
      { width: 80 },
    );
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    expect(lines[0]).toMatch(/^ 0 .* 0\.1600$/);
    expect(lines[29]).toMatch(/^29 .* 20453$/);
  });

  it('draws nothing where all is zero or no number', () => {
    expect(barChart([0, NaN], { width: 20 })).toEqual(['0              0.000', '1                  –']);
  });
});
