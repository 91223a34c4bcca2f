import { RuntimeError } from '../RuntimeError.js';
import { parseTokenizerJson, splitMerge, type TokenizerJson } from './parseTokenizerJson.js';

/** RoBERTa's special tokens where no file names others. */
export const robertaTokens = {
  bos_token: '<s>',
  eos_token: '</s>',
  sep_token: '</s>',
  cls_token: '<s>',
  unk_token: '<unk>',
  pad_token: '<pad>',
  mask_token: '<mask>',
} as const;

/** What RoBERTa's files hold, and how its configuration sets it up. */
export interface RobertaFiles {
  /** The JSON of vocab.json, token -> id. */
  readonly vocab: unknown;
  /** The text of merges.txt, one merge a line. */
  readonly merges: string;
  /** Where the texts come from, for errors. */
  readonly source: string;
  readonly addPrefixSpace: boolean;
  readonly cls_token?: string;
  readonly sep_token?: string;
}

/**
 * RoBERTa's tokenizer, which its first checkpoints keep in vocab.json and merges.txt: byte-level byte-pair encoding of
 * GPT-2's words, with `<s>` in front and `</s>` behind. Source: `RobertaTokenizer` of transformers.
 * @throws RuntimeError('format') where a file is malformed
 */
export function robertaDefinition(files: RobertaFiles): TokenizerJson {
  const { vocab, merges, source, addPrefixSpace } = files;
  const special = (name: 'cls_token' | 'sep_token') => ({
    SpecialToken: { id: files[name] ?? robertaTokens[name], type_id: 0 },
  });
  return parseTokenizerJson(
    {
      model: { type: 'BPE', vocab, merges: readMerges(merges, source) },
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: addPrefixSpace },
      post_processor: {
        type: 'TemplateProcessing',
        single: [special('cls_token'), { Sequence: { id: 'A', type_id: 0 } }, special('sep_token')],
      },
      decoder: { type: 'ByteLevel' },
    },
    source,
  );
}

/** The merges in their order; lines that begin with `#version` say how the file was made. */
function readMerges(text: string, source: string): (readonly [string, string])[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line === '' || line.startsWith('#version')) return [];
    const merge = splitMerge(line);
    if (merge) return [merge];
    throw new RuntimeError(
      'format',
      `${source}: line ${index + 1} of merges.txt is not two tokens; download it again.`,
    );
  });
}
