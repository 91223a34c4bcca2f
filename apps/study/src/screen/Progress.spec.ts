import { describe, expect, it } from 'vitest';
import { Progress } from './Progress.js';

function progressOn(isTTY: boolean) {
  const written: string[] = [];
  const clock = { time: 0 };
  const stream = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  return { progress: new Progress(stream, () => clock.time), written, clock };
}

describe('Progress', () => {
  it('rewrites one line on a terminal, not too often, and takes it away', () => {
    const { progress, written, clock } = progressOn(true);
    progress.update({ step: 'Edit', fraction: 0 });
    progress.update({ step: 'Edit', fraction: 0.1 });
    clock.time = 100;
    progress.update({ step: 'Edit', fraction: 0.5, detail: 'loss 0.3' });
    progress.note('Done.');
    expect(written).toEqual([
      `\r\u001b[2KEdit ▕${' '.repeat(24)}▏   0 %`,
      `\r\u001b[2KEdit ▕${'█'.repeat(12)}${' '.repeat(12)}▏  50 % loss 0.3`,
      '\r\u001b[2K',
      'Done.\n',
    ]);
  });

  it('never fills the last column, since that would start a new line', () => {
    const { progress, written } = progressOn(true);
    progress.update({ step: 'x'.repeat(100) });
    expect(written).toEqual([`\r\u001b[2K${'x'.repeat(58)}…`]);
  });

  it('writes few plain lines where there is no terminal', () => {
    const { progress, written, clock } = progressOn(false);
    progress.update({ step: 'Read', fraction: 0.5 });
    for (let second = 0; second <= 25; second++) {
      clock.time = second * 1000;
      progress.update({ step: 'Download', fraction: second / 100, detail: `${second} MB` });
    }
    progress.update({ step: 'Unpack' });
    progress.update({ step: 'Unpack' });
    progress.clear();
    expect(written).toEqual([
      'Download: 2 %, 2 MB\n',
      'Download: 12 %, 12 MB\n',
      'Download: 22 %, 22 MB\n',
      'Unpack …\n',
    ]);
  });
});
