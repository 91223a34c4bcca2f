import { describe, expect, it } from 'vitest';
import { multilineMessage } from './multilineMessage.js';
import { ServiceError } from './ServiceError.js';

describe('multilineMessage', () => {
  it('says what stood in place of what steers a terminal, and keeps lines apart', () => {
    expect(multilineMessage('a\n  b\u001b[2J\u007f\u009b\u202ed\rx')).toBe(
      'a\n  b' + String.raw`\u001b[2J\u007f\u009b\u202ed\u000dx`,
    );
    expect(multilineMessage('ป่า 😀\u200f')).toBe('ป่า 😀\u200f');
  });

  it('has bounds', () => {
    expect(multilineMessage('x'.repeat(1e6))).toHaveLength(4001);
    expect(multilineMessage('\u0000'.repeat(1e6))).toHaveLength(4001);
  });

  it('makes the message of a ServiceError', () => {
    expect(new ServiceError('down', 'Test', '\u001b[2J').message).toBe(String.raw`Test: \u001b[2J`);
  });
});
