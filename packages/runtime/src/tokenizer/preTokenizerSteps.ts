import { RuntimeError } from '../RuntimeError.js';
import type { StepConfig } from './TokenizerDefinition.js';

/** GPT-2's words, which `ByteLevel` splits a text into. Source: encoder.py of https://github.com/openai/gpt-2 */
const GPT2_WORDS = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

export interface PreTokenizerSteps {
  /** What @huggingface/tokenizers is given; null where a text is one word. */
  readonly config: StepConfig | null;
  /** The words are raw text which the model must write in the byte alphabet. */
  readonly byteLevel: boolean;
  /** A text that doesn't begin with a space gets one first. */
  readonly prefixSpace: boolean;
}

/**
 * Rewrites a pre-tokenizer so that @huggingface/tokenizers 0.2 splits as Hugging Face's Rust library does.
 *
 * Its `Split` translates Oniguruma's regular expressions faithfully; other steps differ from Rust's: `Digits` knows
 * ASCII digits only, `ByteLevel` has JavaScript's idea of white space, `Metaspace` doesn't split, `Punctuation` and
 * `Split` know one behaviour only. So each becomes a `Split` that is right. `ByteLevel`'s alphabet is left to the model,
 * which can then look a word up in its cache.
 *
 * Throws `RuntimeError('unsupported')` for a step that can't be written so.
 */
export function preTokenizerSteps(config: StepConfig | null, source: string): PreTokenizerSteps {
  const original = flatten(config);
  const byteLevel = original.at(-1)?.type === 'ByteLevel';
  const steps: StepConfig[] = [];
  original.forEach((step, i) => {
    if (step.type !== 'ByteLevel') steps.push(...rewrite(step, source));
    else if (i < original.length - 1) throw unsupported('ByteLevel before another step', source);
    else if (step['use_regex'] !== false) steps.push(split(GPT2_WORDS));
  });
  const prefixSpace = byteLevel && original.at(-1)?.['add_prefix_space'] === true;
  if (prefixSpace && original.length > 1)
    throw unsupported('ByteLevel with add_prefix_space after others', source);
  return {
    config: steps.length === 0 ? null : { type: 'Sequence', pretokenizers: steps },
    byteLevel,
    prefixSpace,
  };
}

function flatten(config: StepConfig | null): StepConfig[] {
  if (config === null) return [];
  if (config.type !== 'Sequence') return [config];
  return ((config['pretokenizers'] ?? []) as StepConfig[]).flatMap(flatten);
}

function rewrite(step: StepConfig, source: string): StepConfig[] {
  switch (step.type) {
    case 'Digits':
      return [split(step['individual_digits'] === true ? String.raw`\p{N}` : String.raw`\p{N}+`)];
    case 'Punctuation':
      return [splitAs(String.raw`[\p{P}!-/:-@\[-\x60{-~]`, behaviorOf(step), false, source)];
    case 'Split': {
      const pattern = step['pattern'] as { readonly String?: string; readonly Regex?: string } | undefined;
      const regex =
        pattern?.Regex ?? (pattern?.String === undefined ? undefined : escapeForOniguruma(pattern.String));
      if (regex === undefined) throw unsupported('Split without a pattern', source);
      return [splitAs(regex, behaviorOf(step), step['invert'] === true, source)];
    }
    case 'Metaspace': {
      const mark = typeof step['replacement'] === 'string' ? step['replacement'] : '▁';
      const scheme = step['prepend_scheme'] ?? (step['add_prefix_space'] === false ? 'never' : 'always');
      const metaspace = { type: 'Metaspace', replacement: mark, prepend_scheme: scheme };
      return step['split'] === false
        ? [metaspace]
        : [metaspace, splitAs(mark, 'MergedWithNext', false, source)];
    }
    default:
      return [step];
  }
}

function behaviorOf(step: StepConfig): string {
  return typeof step['behavior'] === 'string' ? step['behavior'] : 'Isolated';
}

/** A `Split` at a pattern in the sense of Rust's `SplitDelimiterBehavior`, written as one whose parts are all words. */
function splitAs(pattern: string, behavior: string, invert: boolean, source: string): StepConfig {
  const other = String.raw`(?:(?!${pattern})[\s\S])`;
  switch (behavior.toLowerCase()) {
    case 'isolated':
      return split(pattern); // inverted, the same parts
    case 'removed':
      return { type: 'Split', pattern: { Regex: pattern }, behavior: 'Removed', invert };
    case 'mergedwithprevious':
      if (!invert) return split(`${other}*(?:${pattern})|${other}+`);
      break;
    case 'mergedwithnext':
      if (!invert) return split(`(?:${pattern})${other}*|${other}+`);
      break;
    case 'contiguous':
      if (!invert) return split(`(?:${pattern})+`);
      break;
  }
  throw unsupported(`Split with behavior "${behavior}"${invert ? ', inverted' : ''}`, source);
}

function split(regex: string): StepConfig {
  return { type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false };
}

function escapeForOniguruma(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function unsupported(what: string, source: string): RuntimeError {
  return new RuntimeError(
    'unsupported',
    `${source}: the pre-tokenizer step ${what} can't be run. What works: ByteLevel (last), Digits, Metaspace, ` +
      `Punctuation, Split, Whitespace, WhitespaceSplit, BertPreTokenizer and sequences of them.`,
  );
}
