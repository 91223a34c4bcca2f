import { describe, expect, it } from 'vitest';
import { plainMessage } from './plainMessage.js';
import { ServiceError } from './ServiceError.js';

describe('plainMessage', () => {
  it('says what stood in place of what steers a terminal, and keeps lines apart', () => {
    expect(plainMessage('a\n  b\u001b[2J\u007f\u009b\u202ed\rx')).toBe(
      'a\n  b' + String.raw`\u001b[2J\u007f\u009b\u202ed\u000dx`,
    );
    expect(plainMessage('ป่า 😀\u200f')).toBe('ป่า 😀\u200f');
  });

  it('has bounds', () => {
    expect(plainMessage('x'.repeat(1e6))).toHaveLength(4001);
    expect(plainMessage('\u0000'.repeat(1e6))).toHaveLength(4001);
  });

  it('makes the message of a ServiceError', () => {
    expect(new ServiceError('down', 'Test', '\u001b[2J').message).toBe(String.raw`Test: \u001b[2J`);
  });
});
