import { existsSync } from 'node:fs';
import type { Controversial, GuardName, Judge, RobertaRule } from '@msafeedit/judges';
import type { TokenPrice } from '@msafeedit/services';
import { CliError } from './CliError.js';
import type { Context } from './Context.js';
import { findKey, requireKey } from './findKey.js';
import { deviceOfEnvironment, isOnHub, resolveModel } from './openModel.js';
import { defined } from './options/defined.js';
import type { EngineChoice } from './options/shared.js';

// The names are spelt out here, so that `--help` needn't load the judges; a test holds them to the package.
export const guardJudgeNames: readonly GuardName[] = [
  'llama-guard-3',
  'llama-guard-4',
  'shieldgemma',
  'shieldgemma-ollama',
  'qwen3guard',
  'wildguard',
];
export const judgeNames = [
  'claude',
  'openai',
  ...guardJudgeNames,
  'roberta',
  'degeneration',
  'refusal',
  'heuristic',
] as const;
export type JudgeName = (typeof judgeNames)[number];

/** What the command line, or a study, says about a judge. */
export interface JudgeSettings {
  readonly model?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly output?: 'schema' | 'word' | undefined;
  readonly stream?: true | undefined;
  readonly turn?: 'prompt' | 'question' | undefined;
  readonly controversial?: Controversial | undefined;
  readonly rule?: RobertaRule | undefined;
  readonly engine?: EngineChoice | undefined;
  readonly concurrency?: number | undefined;
  readonly requestsPerMinute?: number | undefined;
  /** How often a request is made again that failed in a way that may pass. */
  readonly retries?: number | undefined;
  readonly price?: TokenPrice | undefined;
  /** Only to estimate: no key is needed. */
  readonly dryRun?: boolean | undefined;
}

/** Which settings say something to which judges, beside the limits that hold for all that ask a server. */
const settingsOf = {
  claude: ['model', 'baseUrl', 'price', 'stream'],
  openai: ['model', 'baseUrl', 'price', 'output', 'stream'],
  guard: ['model', 'baseUrl', 'price', 'turn', 'controversial'],
  roberta: ['model', 'rule', 'engine'],
  local: [],
} as const satisfies Record<string, readonly (keyof JudgeSettings)[]>;

const checked = ['model', 'baseUrl', 'price', 'output', 'stream', 'turn', 'controversial', 'rule'] as const;

/**
 * Opens the judge of that name, with its key from the environment or `.env`, uses it, and lets go of it.
 * @throws {CliError} 'usage': its key, or a setting that it needs, is missing, or a setting says nothing to it
 */
export async function withJudge<T>(
  name: JudgeName,
  settings: JudgeSettings,
  context: Context,
  use: (judge: Judge) => Promise<T>,
): Promise<T> {
  assertKnown(name, settings);
  if (name === 'roberta') return await withRoberta(settings, context, use);
  return await use(await openJudge(name, settings, context));
}

/**
 * Finds out whether a judge can be opened, without any request and without loading a model.
 * @throws {CliError} as `withJudge`
 */
export async function assertJudgeOpens(
  name: JudgeName,
  settings: JudgeSettings,
  context: Context,
): Promise<void> {
  assertKnown(name, settings);
  if (name === 'roberta') modelOfRoberta(settings);
  else await openJudge(name, settings, context);
}

async function openJudge(
  name: Exclude<JudgeName, 'roberta'>,
  settings: JudgeSettings,
  context: Context,
): Promise<Judge> {
  const judges = await import('@msafeedit/judges');
  const { model, baseUrl, price, output, stream, turn, controversial } = settings;
  const { concurrency, requestsPerMinute, retries } = settings;
  const key = (variable: string): string => (settings.dryRun ? 'none' : requireKey(context, variable));
  const common = {
    ...defined({ model, baseUrl, price, concurrency, requestsPerMinute, retries }),
    onRetry: (error: Error, attempt: number): void => {
      context.progress.note(`${error.message} Trying again (${attempt}).`);
    },
  };
  switch (name) {
    case 'claude':
      return judges.createClaudeJudge({
        ...common,
        ...defined({ stream }),
        apiKey: key('ANTHROPIC_API_KEY'),
      });
    case 'openai': {
      // A server of one's own mostly wants no key; OpenAI's does.
      const apiKey = baseUrl === undefined ? key('OPENAI_API_KEY') : findKey(context, 'OPENAI_API_KEY');
      return judges.createChatJudge({ ...common, ...defined({ apiKey, output, stream }) });
    }
    case 'degeneration':
      return judges.createDegenerationJudge();
    case 'refusal':
      return judges.createRefusalJudge();
    case 'heuristic':
      return judges.createHeuristicJudge();
    default:
      return judges.createGuardJudge({
        ...common,
        guard: name,
        ...defined({ apiKey: findKey(context, 'GUARD_API_KEY'), turn, controversial }),
      });
  }
}

async function withRoberta<T>(
  settings: JudgeSettings,
  context: Context,
  use: (judge: Judge) => Promise<T>,
): Promise<T> {
  const model = await resolveModel(modelOfRoberta(settings), context);
  const { rule, engine } = settings;
  const { createRobertaJudge } = await import('@msafeedit/judges');
  const { loadSequenceClassifier } = await import('@msafeedit/runtime');
  const classifier = await loadSequenceClassifier(model, {
    ...defined({ engine, device: deviceOfEnvironment(context) }),
    signal: context.signal,
    onProgress: (event) => {
      context.progress.update(event);
    },
  });
  try {
    context.progress.clear();
    return await use(createRobertaJudge({ classifier, model: classifier.fingerprint, ...defined({ rule }) }));
  } finally {
    classifier.dispose();
  }
}

function modelOfRoberta({ model }: JudgeSettings): string {
  if (model === undefined)
    throw new CliError(
      'usage',
      'The judge roberta needs --model (in study.yaml: model), SafeEdit’s classifier: hf:zjunlp/SafeEdit-Safety-Classifier, or its folder.',
    );
  if (!isOnHub(model) && !existsSync(model)) throw new CliError('failed', `There is no model ${model}.`);
  return model;
}

function assertKnown(name: JudgeName, settings: JudgeSettings): void {
  const known: readonly (keyof JudgeSettings)[] = settingsOf[kindOf(name)];
  for (const setting of checked)
    if (settings[setting] !== undefined && !known.includes(setting))
      throw new CliError(
        'usage',
        `--${setting === 'baseUrl' ? 'base-url' : setting} says nothing to the judge ${name}.`,
      );
}

function kindOf(name: JudgeName): keyof typeof settingsOf {
  if (name === 'claude' || name === 'openai' || name === 'roberta') return name;
  return guardJudgeNames.some((guard) => guard === name) ? 'guard' : 'local';
}
