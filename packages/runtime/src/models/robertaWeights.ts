import type { Variable } from '../program/index.js';
import type { RobertaConfig } from './robertaConfig.js';
import { RecipeBook, type WeightRecipe } from './WeightRecipe.js';

/** A matrix `[out, in]` and its bias `[out]`. */
export interface LinearWeights {
  readonly weight: Variable;
  readonly bias: Variable;
}

/** Of a layer norm, both `[hidden]`. */
export interface NormWeights {
  readonly scale: Variable;
  readonly shift: Variable;
}

export interface RobertaLayerWeights {
  /** Query, key and value in one: `[3 hidden, hidden]`; 1/sqrt(headDim) is folded into the query's. */
  readonly queryKeyValue: LinearWeights;
  /** `[hidden, hidden]` */
  readonly attentionOutput: LinearWeights;
  readonly attentionNorm: NormWeights;
  /** `[intermediate, hidden]` */
  readonly up: LinearWeights;
  /** `[hidden, intermediate]` */
  readonly down: LinearWeights;
  readonly outputNorm: NormWeights;
}

/** All weights of a classifier as variables of a program. */
export interface RobertaWeights {
  /** `[vocab, hidden]` */
  readonly words: Variable;
  /** `[positionRows, hidden]` */
  readonly positions: Variable;
  /** `[tokenTypes, hidden]` */
  readonly tokenTypes: Variable;
  readonly embeddingNorm: NormWeights;
  readonly layers: readonly RobertaLayerWeights[];
  /** The head: `[hidden, hidden]`, then `[labels, hidden]`. */
  readonly dense: LinearWeights;
  readonly output: LinearWeights;
  readonly recipes: readonly WeightRecipe[];
}

export function robertaWeights(config: RobertaConfig): RobertaWeights {
  const { hiddenSize, intermediateSize, heads, vocabSize, positionRows, tokenTypes, labels } = config;
  const { recipes, matrix, vector } = new RecipeBook();
  /** The parts stand below each other. */
  const linear = (
    name: string,
    columns: number,
    parts: readonly { readonly module: string; readonly rows: number; readonly scale?: number }[],
  ): LinearWeights => {
    const tensors = (kind: 'weight' | 'bias'): WeightRecipe['parts'] =>
      parts.map(({ module, ...part }) => ({ tensor: `${module}.${kind}`, ...part }));
    return {
      weight: matrix(`${name}.weight`, columns, tensors('weight')),
      bias: vector(`${name}.bias`, tensors('bias')),
    };
  };
  const norm = (module: string): NormWeights => ({
    scale: vector(`${module}.scale`, [{ tensor: `${module}.weight`, rows: hiddenSize }]),
    shift: vector(`${module}.shift`, [{ tensor: `${module}.bias`, rows: hiddenSize }]),
  });
  const embedding = (kind: string, rows: number): Variable =>
    matrix(kind, hiddenSize, [{ tensor: `roberta.embeddings.${kind}.weight`, rows }]);

  const words = embedding('word_embeddings', vocabSize);
  const positions = embedding('position_embeddings', positionRows);
  const types = embedding('token_type_embeddings', tokenTypes);
  const embeddingNorm = norm('roberta.embeddings.LayerNorm');
  const layers = Array.from({ length: config.layers }, (_, index): RobertaLayerWeights => {
    const prefix = `roberta.encoder.layer.${index}`;
    const queryScale = 1 / Math.sqrt(hiddenSize / heads);
    return {
      queryKeyValue: linear(`${index}.queryKeyValue`, hiddenSize, [
        { module: `${prefix}.attention.self.query`, rows: hiddenSize, scale: queryScale },
        { module: `${prefix}.attention.self.key`, rows: hiddenSize },
        { module: `${prefix}.attention.self.value`, rows: hiddenSize },
      ]),
      attentionOutput: linear(`${index}.attentionOutput`, hiddenSize, [
        { module: `${prefix}.attention.output.dense`, rows: hiddenSize },
      ]),
      attentionNorm: norm(`${prefix}.attention.output.LayerNorm`),
      up: linear(`${index}.up`, hiddenSize, [
        { module: `${prefix}.intermediate.dense`, rows: intermediateSize },
      ]),
      down: linear(`${index}.down`, intermediateSize, [
        { module: `${prefix}.output.dense`, rows: hiddenSize },
      ]),
      outputNorm: norm(`${prefix}.output.LayerNorm`),
    };
  });
  const dense = linear('dense', hiddenSize, [{ module: 'classifier.dense', rows: hiddenSize }]);
  const output = linear('output', hiddenSize, [{ module: 'classifier.out_proj', rows: labels.length }]);
  return { words, positions, tokenTypes: types, embeddingNorm, layers, dense, output, recipes };
}
