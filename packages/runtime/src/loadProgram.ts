import { chooseEngine } from './engines/chooseEngine.js';
import type { DeviceName } from './engines/tensorflow/openTensorflow.js';
import type { Engine, EngineName, HostTensor, Session } from './engines/Engine.js';
import type { FingerprintBuilder } from './fingerprint.js';
import { fuseWeights } from './models/fuseWeights.js';
import { bytesOf, type WeightRecipe } from './models/WeightRecipe.js';
import type { Program, Variable } from './program/index.js';
import { throwIfAborted } from './RuntimeError.js';
import type { SetupEvent } from './setup/index.js';
import { LoadingMemory, type WeightSource } from './weights/index.js';

export interface LoadOptions {
  /** Default `auto`: `tensorflow`, or `wasm` where that can't be set up and the model is small enough. */
  readonly engine?: EngineName | 'auto';
  /**
   * What the tensorflow engine computes on: `cpu`, `gpu` (the first card that CUDA_VISIBLE_DEVICES leaves), `gpu:1`, …;
   * default `auto`: a card where there is one and TensorFlow is set up for it, else the processor.
   */
  readonly device?: DeviceName;
  /** Of a model on the hub: a branch, tag or commit; default `main`. `hf:owner/name@revision` says the same. */
  readonly revision?: string;
  /** For the hub; default `HF_TOKEN`, or the token that Python's `hf auth login` has saved. */
  readonly token?: string;
  readonly signal?: AbortSignal;
  /** Told what set-up and loading are doing. */
  readonly onProgress?: (event: SetupEvent) => void;
  /** Told, in one line, what the user should know. Default: `process.emitWarning`. */
  readonly onWarning?: (message: string) => void;
}

/** A model's program, how its variables are made of a file's tensors, and what names the weights. */
export interface ProgramParts {
  readonly program: Program;
  readonly recipes: readonly WeightRecipe[];
  readonly weights: WeightSource;
  readonly fingerprint: FingerprintBuilder;
}

export interface LoadedProgram {
  readonly engine: Engine;
  readonly session: Session;
  readonly fingerprint: string;
}

/**
 * Makes an engine, loads a program into it and fills the program's variables.
 * @throws RuntimeError: 'setup' (no engine), 'format' or 'file' (weights that can't be read), 'aborted'
 */
export async function loadProgram(parts: ProgramParts, options: LoadOptions): Promise<LoadedProgram> {
  const {
    signal,
    onProgress,
    onWarning = (message: string) => {
      process.emitWarning(message);
    },
  } = options;
  const engine = await chooseEngine({
    engine: options.engine,
    device: options.device,
    weightBytes: sumOf(parts.recipes, bytesOf),
    onWarning,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  const session = engine.load(parts.program);
  try {
    return { engine, session, fingerprint: await fillVariables(session, parts, options) };
  } catch (error) {
    session.dispose();
    throw error;
  }
}

/** The engine takes weights in groups of about so many bytes: each group costs it some tens of milliseconds. */
const groupBytes = 2 ** 28;

/** Reads tensor after tensor into the engine; at no time is more than one group of them in our memory. */
async function fillVariables(
  session: Session,
  { recipes, weights, fingerprint }: ProgramParts,
  { signal, onProgress }: LoadOptions,
): Promise<string> {
  const groups = inGroups(recipes);
  const memory = {
    read: new LoadingMemory(Math.max(...recipes.map(({ variable }) => room(variable)))),
    values: new LoadingMemory(Math.max(...groups.map((group) => sumOf(group, room)))),
  };
  let loaded = 0;
  for (const group of groups) {
    const values: Record<string, HostTensor> = {};
    memory.values.reset();
    for (const recipe of group) {
      throwIfAborted(signal);
      values[recipe.variable.name] = await fuseWeights(
        recipe,
        weights,
        (name, tensor) => {
          fingerprint.add(name, tensor);
        },
        memory,
      );
      loaded++;
      onProgress?.({ step: 'Loading the model', fraction: loaded / recipes.length });
    }
    session.assign(values);
  }
  return fingerprint.digest();
}

const room = (variable: Variable): number => LoadingMemory.room(bytesOf(variable));
const sumOf = (recipes: readonly WeightRecipe[], count: (variable: Variable) => number): number =>
  recipes.reduce((total, { variable }) => total + count(variable), 0);

/** In their order; each but the last reaches `groupBytes`. */
function inGroups(recipes: readonly WeightRecipe[]): WeightRecipe[][] {
  const groups: WeightRecipe[][] = [];
  for (const recipe of recipes) {
    const last = groups.at(-1);
    if (last && sumOf(last, bytesOf) < groupBytes) last.push(recipe);
    else groups.push([recipe]);
  }
  return groups;
}
