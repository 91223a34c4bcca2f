import type { AddedToken } from './AddedTokens.js';
import type { BytePairDefinition } from './tokenizerFromGguf.js';

/** A tokenizer's files in Hugging Face's layout, as JSON values by name. */
export interface TokenizerFiles {
  readonly 'tokenizer.json': object;
  readonly 'tokenizer_config.json': object;
}

/**
 * Writes a tokenizer as `tokenizer.json` (the tokenizers library's format) and `tokenizer_config.json` (transformers'),
 * which give the same ids as the definition does, BOS and EOS included.
 *
 * Special tokens stand among the model's too, so that each keeps its id wherever it lies: the library numbers those that
 * don't itself.
 *
 * @param contextLength the most tokens that the model was made for
 */
export function tokenizerFiles(definition: BytePairDefinition, contextLength: number): TokenizerFiles {
  const { model, addedTokens, named, chatTemplate } = definition;
  const ids = new Map(model.vocabulary);
  for (const { content, id } of addedTokens) ids.set(content, id);
  return {
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: addedTokens.toSorted((a, b) => a.id - b.id).map(addedTokenJson),
      normalizer: definition.normalizer,
      pre_tokenizer: definition.preTokenizer,
      post_processor: postProcessor(definition, ids),
      decoder: definition.decoder,
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: model.unknownToken ?? null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: model.fuseUnknown,
        byte_fallback: model.byteFallback,
        ignore_merges: model.ignoreMerges,
        vocab: Object.fromEntries([...ids].toSorted(([, a], [, b]) => a - b)),
        // older versions of the library read merges in this form only, newer ones both
        merges: model.merges.map(([left, right]) => `${left} ${right}`),
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: 'PreTrainedTokenizerFast',
      ...named,
      ...(chatTemplate !== undefined && { chat_template: chatTemplate }),
      clean_up_tokenization_spaces: false,
      model_max_length: contextLength,
    },
  };
}

function addedTokenJson({
  id,
  content,
  special,
  singleWord,
  lstrip,
  rstrip,
  normalized,
}: AddedToken): object {
  return { id, content, single_word: singleWord, lstrip, rstrip, normalized, special };
}

/** Puts BOS in front and EOS behind, where the definition says so. */
function postProcessor(
  { postProcessor: given, addBos, addEos, named }: BytePairDefinition,
  ids: ReadonlyMap<string, number>,
): object | null {
  const front = addBos === true ? named.bos_token : undefined;
  const back = addEos === true ? named.eos_token : undefined;
  if (front === undefined && back === undefined) return given;
  const template = (sequence: 'A' | 'B', type: 0 | 1): object[] => [
    ...(front === undefined ? [] : [{ SpecialToken: { id: front, type_id: type } }]),
    { Sequence: { id: sequence, type_id: type } },
    ...(back === undefined ? [] : [{ SpecialToken: { id: back, type_id: type } }]),
  ];
  const special = [front, back].filter((token) => token !== undefined);
  return {
    type: 'TemplateProcessing',
    single: template('A', 0),
    pair: [...template('A', 0), ...template('B', 1)],
    special_tokens: Object.fromEntries(
      special.map((token) => [token, { id: token, ids: [ids.get(token)], tokens: [token] }]),
    ),
  };
}
