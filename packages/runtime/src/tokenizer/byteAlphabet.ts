// GPT-2's byte alphabet: every byte is written as one printable character, so that any text is a string of them.
// Printable Latin-1 bytes stand for themselves, the other 68 are U+0100 and on, in order.
// Source: `bytes_to_unicode` in https://github.com/openai/gpt-2/blob/master/src/encoder.py

/** The character of each byte. */
const CHARACTERS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(printable ? byte : next++);
  });
})();

/** The byte of each character code, -1 where the code stands for none. */
const BYTES = new Int16Array(0x100 + 68).fill(-1);
CHARACTERS.forEach((character, byte) => (BYTES[character.charCodeAt(0)] = byte));

const encoder = new TextEncoder();

/** The text's UTF-8 bytes in the byte alphabet. */
export function toByteAlphabet(text: string): string {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0x80) return Array.from(encoder.encode(text), (byte) => CHARACTERS[byte]!).join('');
    result += CHARACTERS[code]!;
  }
  return result;
}

/** The bytes that the tokens stand for; a token with a character outside the alphabet stands for its own UTF-8 bytes. */
export function bytesOfTokens(tokens: readonly string[]): Uint8Array {
  const bytes: number[] = [];
  for (const token of tokens) {
    const before = bytes.length;
    for (let i = 0; i < token.length; i++) {
      const byte = BYTES[token.charCodeAt(i)] ?? -1;
      if (byte < 0) {
        bytes.length = before;
        for (const own of encoder.encode(token)) bytes.push(own);
        break;
      }
      bytes.push(byte);
    }
  }
  return Uint8Array.from(bytes);
}
