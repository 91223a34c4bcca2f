import protobuf from 'protobufjs';
import type { DType } from '../../program/index.js';
import { tensorflowTypes } from './binding.js';

/** The few messages of TensorFlow's graph.proto and saved_model.proto that a program needs. */
const root = protobuf.parse(`
  syntax = "proto3";
  message Dim { int64 size = 1; }
  message TensorShape { repeated Dim dim = 2; bool unknown_rank = 3; }
  message Tensor { int32 dtype = 1; TensorShape tensor_shape = 2; bytes tensor_content = 4; }
  message AttrValue {
    oneof value { bytes s = 2; int64 i = 3; float f = 4; bool b = 5; int32 type = 6; TensorShape shape = 7; Tensor tensor = 8; }
  }
  message NodeDef { string name = 1; string op = 2; repeated string input = 3; map<string, AttrValue> attr = 5; }
  message Versions { int32 producer = 1; }
  message GraphDef { repeated NodeDef node = 1; Versions versions = 4; }
  message MetaInfo { repeated string tags = 4; }
  message MetaGraph { MetaInfo meta_info_def = 1; GraphDef graph_def = 2; }
  message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraph meta_graphs = 2; }
`).root;

interface TensorShape {
  dim?: { size: number }[];
  unknownRank?: boolean;
}

export type Attribute =
  | { s: Uint8Array }
  | { i: number }
  | { b: boolean }
  | { type: number }
  | { shape: TensorShape }
  | { tensor: { dtype: number; tensorShape: TensorShape; tensorContent: Uint8Array } };

export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Readonly<Record<string, Attribute>>;
}

/** A version of graph.proto that every TensorFlow since 2.5 reads. */
const producer = 1882;

/** The bytes of a `saved_model.pb` whose one graph, tagged `serve`, has these nodes. */
export function encodeSavedModel(nodes: readonly NodeDef[]): Uint8Array {
  const type = root.lookupType('SavedModel');
  const graphDef = { node: nodes, versions: { producer } };
  return type
    .encode(
      type.fromObject({
        savedModelSchemaVersion: 1,
        metaGraphs: [{ metaInfoDef: { tags: ['serve'] }, graphDef }],
      }),
    )
    .finish();
}

export const typeAttribute = (dtype: DType | 'uint8'): Attribute => ({ type: tensorflowTypes[dtype] });
export const boolAttribute = (b: boolean): Attribute => ({ b });
export const intAttribute = (i: number): Attribute => ({ i });
export const stringAttribute = (text: string): Attribute => ({ s: new TextEncoder().encode(text) });

/** -1 for sizes known only at run time; `undefined` for an unknown rank. */
export const shapeAttribute = (shape: readonly number[] | undefined): Attribute => ({
  shape: shape ? { dim: shape.map((size) => ({ size })) } : { unknownRank: true },
});

export const tensorAttribute = (data: Float32Array | Int32Array, shape: readonly number[]): Attribute => ({
  tensor: {
    dtype: data instanceof Int32Array ? tensorflowTypes.int32 : tensorflowTypes.float32,
    tensorShape: { dim: shape.map((size) => ({ size })) },
    tensorContent: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  },
});
