import { describe, expect, it } from 'vitest';
import { oneLineMessage } from './oneLineMessage.js';
import { RuntimeError } from './RuntimeError.js';

describe('oneLineMessage', () => {
  it('is one line without what steers a terminal, and says what stood there', () => {
    expect(oneLineMessage('a\nb\r\tc\u001b[2J\u007f\u009b\u202ed')).toBe(
      String.raw`a\nb\r\tc\u001b[2J\u007f\u009b\u202ed`,
    );
  });

  it('leaves all other writing as it is', () => {
    const text = 'ป่า 😀 हिन्दी עברית\u200f "quoted" \\ …';
    expect(oneLineMessage(text)).toBe(text);
  });

  it('has bounds', () => {
    expect(oneLineMessage('x'.repeat(1e6))).toHaveLength(4001);
    expect(oneLineMessage('\u0000'.repeat(1e6))).toHaveLength(4001);
  });

  it('makes the message of a RuntimeError', () => {
    expect(new RuntimeError('format', 'a\nb').message).toBe(String.raw`a\nb`);
  });
});
