import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import { layerCount, parseConfig } from './ModelConfig.js';

/** What a RoBERTa classifier is made of: the part of Hugging Face's `config.json` that changes what is computed. */
export interface RobertaConfig {
  readonly modelType: 'roberta';
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly normEpsilon: number;
  readonly tokenTypes: number;
  readonly padTokenId: number;
  /** Rows of the position embedding; the first token stands at row `padTokenId + 1`. */
  readonly positionRows: number;
  /** The most tokens of a text, special ones included. */
  readonly maxPositions: number;
  /** The name of each class, in the order of the logits. */
  readonly labels: readonly string[];
}

const count = z.number().int().positive();
const only = (name: string) =>
  z
    .string()
    .default(name)
    .refine((value) => value === name, {
      message: `only ${name} is supported`,
      params: { unsupported: true },
    });

const schema = z.object({
  vocab_size: count,
  hidden_size: count,
  intermediate_size: count,
  num_hidden_layers: layerCount,
  num_attention_heads: count,
  layer_norm_eps: z.number().positive(),
  type_vocab_size: count,
  pad_token_id: z.number().int().nonnegative().default(1),
  max_position_embeddings: count,
  hidden_act: only('gelu'),
  position_embedding_type: only('absolute'),
  num_labels: count.max(65_536).nullish(),
  id2label: z.record(z.string().regex(/^\d+$/), z.string()).nullish(),
});

const kind = z.looseObject({
  model_type: z.string().optional(),
  architectures: z.array(z.string()).nullish(),
});

/** The one architecture of classifiers that this version runs. */
const classifierArchitecture = 'RobertaForSequenceClassification';

/** The architecture that a config.json names, where it is a classifier of whole texts. */
export function sequenceClassifierIn(raw: unknown): string | undefined {
  return kind.safeParse(raw).data?.architectures?.find((name) => name.endsWith('ForSequenceClassification'));
}

/**
 * Reads a classifier's config.json; `source` is named in errors.
 * @throws RuntimeError('unsupported') for another kind of model, 'format' where a field is missing or wrong
 */
export function parseRobertaConfig(raw: unknown, source: string): RobertaConfig {
  const { model_type: modelType, architectures } = kind.safeParse(raw).data ?? {};
  const named = architectures?.[0] ?? modelType ?? 'unknown';
  if (modelType !== 'roberta' || (architectures && !architectures.includes(classifierArchitecture)))
    throw new RuntimeError('unsupported', `${source}: ${refusal(named)}`);
  const config = parseConfig(schema, raw, source);
  const { hidden_size: hiddenSize, num_attention_heads: heads, pad_token_id: padTokenId } = config;
  if (hiddenSize % heads !== 0)
    throw new RuntimeError('format', `${source}: ${heads} heads can't share a hidden size of ${hiddenSize}.`);
  return {
    modelType,
    vocabSize: config.vocab_size,
    hiddenSize,
    intermediateSize: config.intermediate_size,
    layers: config.num_hidden_layers,
    heads,
    normEpsilon: config.layer_norm_eps,
    tokenTypes: config.type_vocab_size,
    padTokenId,
    positionRows: config.max_position_embeddings,
    maxPositions: config.max_position_embeddings - padTokenId - 1,
    labels: labelsOf(config),
  };
}

function refusal(named: string): string {
  const advice = named.endsWith('ForCausalLM')
    ? 'a causal language model, which answers prompts and classifies nothing: load it with loadCausalLM ' +
      '(msafeedit generate)'
    : `no classifier of texts that can be run; what works is ${classifierArchitecture}`;
  return `the model (${named}) is ${advice}.`;
}

/** `id2label` in order; as in transformers there are two classes without it, and one that has no name is `LABEL_0`. */
function labelsOf({ id2label, num_labels }: z.infer<typeof schema>): string[] {
  const classes = num_labels ?? (id2label ? Object.keys(id2label).length : 2);
  return Array.from({ length: classes }, (_, id) => id2label?.[id] ?? `LABEL_${id}`);
}
