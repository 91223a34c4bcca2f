import { bytesOfTokens } from './byteAlphabet.js';
import type { StepConfig } from './TokenizerDefinition.js';

/** Makes text of tokens. */
export type TokenDecoder = (tokens: readonly string[]) => string;

type DecoderStep = (tokens: readonly string[]) => readonly string[];

/**
 * The decoder of a tokenizer.json, as Hugging Face's Rust library runs it; undefined for a type that is left to
 * @huggingface/tokenizers. Written here, since that package joins the bytes of split characters differently: it drops
 * U+FEFF and counts the replacement characters of broken UTF-8 in another way.
 */
export function tokenDecoder(config: StepConfig | null): TokenDecoder | undefined {
  if (config === null) return (tokens) => tokens.join(' ');
  const step = decoderStep(config);
  return step && ((tokens) => step(tokens).join(''));
}

function decoderStep(config: StepConfig): DecoderStep | undefined {
  switch (config.type) {
    case 'ByteLevel':
      return (tokens) => [lossy.decode(bytesOfTokens(tokens))];
    case 'ByteFallback':
      return joinByteTokens;
    case 'Fuse':
      return (tokens) => [tokens.join('')];
    case 'Metaspace':
      return metaspace(config);
    case 'Replace': {
      const { String: text } = config['pattern'] as { readonly String?: string };
      return text === undefined
        ? undefined
        : (tokens) => tokens.map((token) => token.replaceAll(text, () => String(config['content'])));
    }
    case 'Strip':
      return (tokens) =>
        tokens.map((t) =>
          strip(t, String(config['content']), Number(config['start']), Number(config['stop'])),
        );
    case 'Sequence': {
      const steps = (config['decoders'] as readonly StepConfig[]).map(decoderStep);
      if (steps.includes(undefined)) return undefined;
      return (tokens) => steps.reduce((parts, step) => step!(parts), tokens);
    }
    default:
      return undefined;
  }
}

const lossy = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Runs of `<0xNN>` become the text of their bytes; where it isn't UTF-8, one replacement character a byte. */
function joinByteTokens(tokens: readonly string[]): string[] {
  const texts: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length === 0) return;
    try {
      texts.push(strict.decode(Uint8Array.from(bytes)));
    } catch {
      texts.push('\ufffd'.repeat(bytes.length));
    }
    bytes = [];
  };
  for (const token of tokens) {
    const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1];
    if (byte !== undefined) bytes.push(Number.parseInt(byte, 16));
    else {
      flush();
      texts.push(token);
    }
  }
  flush();
  return texts;
}

function metaspace(config: StepConfig): DecoderStep {
  const mark = typeof config['replacement'] === 'string' ? config['replacement'] : '▁';
  const scheme = config['prepend_scheme'] ?? (config['add_prefix_space'] === false ? 'never' : 'always');
  return (tokens) =>
    tokens.map((token, i) => token.replaceAll(mark, i === 0 && scheme !== 'never' ? '' : ' '));
}

/** Takes up to `start` times `content` (one character) off the front, up to `stop` times off the end. */
function strip(token: string, content: string, start: number, stop: number): string {
  let from = 0;
  let to = token.length;
  for (let i = 0; i < start && content !== '' && token.startsWith(content, from); i++) from += content.length;
  for (
    let i = 0;
    i < stop && content !== '' && to - content.length >= from && token.endsWith(content, to);
    i++
  )
    to -= content.length;
  return token.slice(from, to);
}
