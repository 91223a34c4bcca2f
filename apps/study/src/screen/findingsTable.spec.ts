import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import type { Finding } from '@msafeedit/dataset';
import { findingsTable } from './findingsTable.js';

const finding: Finding = {
  id: 3,
  language: 'th',
  field: 'constraint.answer',
  check: 'cut',
  value: 1,
  limit: 0,
  message: 'it breaks off: "…ที่ระดับน้ำทะเล\n\u001b[31m"',
};

describe('findingsTable', () => {
  it('shows each finding on a line of its own, without what would steer the terminal', () => {
    expect(findingsTable([finding, { ...finding, id: 12, check: 'numbers', message: 'gone' }], 100)).toEqual([
      'id  field              check    what',
      '3   constraint.answer  cut      it breaks off: "…ที่ระดับน้ำทะเล [31m"',
      '12  constraint.answer  numbers  gone',
    ]);
  });

  it('fits the screen, as long as it leaves room for the message', () => {
    const long = { ...finding, message: '很长的消息 '.repeat(50) };
    for (const width of [70, 100])
      for (const line of findingsTable([long], width)) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    expect(findingsTable([long], 10)[1]).toContain('很长的消息');
  });
});
