/** The studies that `msafeedit study init` writes; each is a `study.yaml` with its comments. */
export const studyPresetNames = ['demo', 'paper', 'full', 'smoke'] as const;
export type StudyPresetName = (typeof studyPresetNames)[number];

interface PresetTexts {
  readonly about: string;
  readonly models: string;
  readonly data: string;
  readonly samples: string;
  readonly languages: string;
  readonly experiments: string;
  readonly edit: string;
  readonly generation: string;
  readonly judges: string;
}

const nine = '[en, es, fr, zh, bn, hi, th, ms, vi]';

const paperModels = `
  - name: llama2-7b-chat
    source: hf:meta-llama/Llama-2-7b-chat-hf
    preset: llama2-7b-chat
  - name: mistral-7b
    source: hf:mistralai/Mistral-7B-v0.1
    preset: mistral-7b`;

/** The paper's layer ablation is of LLaMA alone (section 5.4.2). */
const withoutLayers = `
    experiments: [monolingual, from-english, to-english]`;

const paperEdit = `
  mode: easyedit          # EasyEdit's code number for number, which is what the paper's authors ran
  layer: locate
  strategy: easyedit
  relocate: first         # EasyEdit keeps the layer that it found for the run's first sample`;

const paperGeneration = `
  format: raw
  maxNewTokens: 600
  sampling: model         # as the model's own generation_config.json says: LLaMA-2-chat samples
  overflow: extrapolate   # a prompt beyond the model's positions is asked all the same`;

const paperJudges = `
  - judge: roberta
    model: hf:zjunlp/SafeEdit-Safety-Classifier
  - judge: claude
  - judge: openai
    model: gpt-4o-mini`;

const presets: Readonly<Record<StudyPresetName, PresetTexts>> = {
  demo: {
    about:
      'A small model and a few mild samples: minutes on two cores. It shows the way, and says nothing about large models.',
    models: `
  - name: smollm2-135m
    source: smollm2-135m
    preset: smollm2-135m`,
    data: 'mini',
    samples: '4',
    languages: '[en, es, fr]',
    experiments: '[all-pairs, merged, sequence]',
    edit: `
  mode: paper`,
    generation: `
  format: chat
  maxNewTokens: 80
  sampling: greedy`,
    judges: `
  - judge: heuristic        # local phrases and repetition: good enough for a demo only`,
  },
  paper: {
    about:
      "The paper's experiments, as its authors ran them: monolingual, from English, to English, and the layer ablation.",
    models: paperModels + withoutLayers,
    data: './data',
    samples: 'all',
    languages: nine,
    experiments: '[monolingual, from-english, to-english, layers]',
    edit: paperEdit,
    generation: paperGeneration,
    judges: paperJudges,
  },
  full: {
    about: 'All pairs of the nine languages, which the paper could not afford.',
    models: paperModels,
    data: './data',
    samples: 'all',
    languages: nine,
    experiments: '[all-pairs, layers, merged, sequence]',
    edit: paperEdit,
    generation: paperGeneration,
    judges: paperJudges,
  },
  smoke: {
    about:
      'A tiny random model, to see in seconds that all parts work together. Put the folder of a tiny model as source.',
    models: `
  - name: tiny
    source: ./tiny-llama
    preset: llama2-7b-chat`,
    data: 'mini',
    samples: '2',
    languages: '[en, es]',
    experiments: '[all-pairs, layers, merged, sequence]',
    edit: `
  mode: paper
  layer: 2
  learningRate: 0.01
  steps: 2`,
    generation: `
  format: raw
  maxNewTokens: 8
  sampling: greedy`,
    judges: `
  - judge: heuristic`,
  },
};

/** The text of `study.yaml` for a preset. */
export function presetText(name: StudyPresetName): string {
  const preset = presets[name];
  return `# ${preset.about}
# What each key means stands above it, and more in mSafeEdit's guide "Studies". \`npx msafeedit study plan\` shows what would be done.

# The models to edit. name: in keys, tables and figures. source: a folder in Hugging Face's layout, a .gguf file,
# hf:owner/name, or the demo's smollm2-135m. preset: hyperparameters tried on a model of that kind. experiments: instead of
# the study's, below.
models:${preset.models}

# mini, or a folder with one file a language (en.json, es.json, …), as \`msafeedit translate\` writes it.
data: ${preset.data}

# all, a number (so many from the start), or a list of ids.
samples: ${preset.samples}

# The languages to edit in and to attack in; which pairs are run follows from the experiments.
languages: ${preset.languages}

# monolingual: edit and attack in the same language. from-english: edit in English, attack in each.
# to-english: edit in each, attack in English. all-pairs: each with each.
# layers: monolingual and from English, editing the last and the second-to-last layer instead.
# merged: several edits of one language at once, each made by itself, then added. sequence: one edit on top of the other.
experiments: ${preset.experiments}

# How DINM edits: mode (paper, easyedit), layer (preset, locate, or a number; -1 is the last), strategy, relocate
# (each, first), learningRate, steps, klFactor, stopBelow. What is absent comes from the model's preset.
edit:${preset.edit}

# true, false: ask also before the edit with the suffix that EasyEdit puts behind each prompt, to tell its effect from
# the edit's. Absent: in mode easyedit only.
# suffixCondition: true

# How many samples, from the start, the experiments merged and sequence edit with.
# editsTogether: 10

# Ask harmless questions too, before and after each edit, and measure how far the edited model is from the unedited one.
# sideEffects: true

# format (auto, raw, chat), maxNewTokens, sampling (greedy, model), overflow (extrapolate, truncate-left, error),
# stopRepeating (true ends answers that go round in circles: faster, but not what others ran).
generation:${preset.generation}

# Who judges the answers, in \`msafeedit study judge\`: heuristic, roberta, claude, openai, or a guard model's preset;
# model, baseUrl, limitUsd and perMinute where they apply.
judges:${preset.judges}

# A PostgreSQL server that keeps the results of all machines: postgres://…, or $NAME for the variable that holds the address.
# store: $MSAFEEDIT_STORE

# With a store: a PostgreSQL or Redis server from which \`msafeedit worker\` takes units, on any machine.
# queue: $MSAFEEDIT_QUEUE

# The seed of all that is drawn at random.
seed: 0

# auto, tensorflow, webgpu, wasm or cpu.
engine: auto

# Of the weights: float32, float16, bfloat16, or auto for the file's own. 16 bits take half the memory, on the tensorflow engine.
dtype: float32
`;
}
