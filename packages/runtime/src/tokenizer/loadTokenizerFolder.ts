import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { RuntimeError } from '../RuntimeError.js';
import type { AddedToken } from './AddedTokens.js';
import { addedToken, addedTokenFields, describeIssue, parseTokenizerJson } from './parseTokenizerJson.js';
import { PipelineTokenizer } from './PipelineTokenizer.js';
import { robertaDefinition, robertaTokens, type RobertaFiles } from './robertaDefinition.js';
import type { Tokenizer } from './Tokenizer.js';

/** A special token is its text, or an object that holds it. */
const namedToken = z
  .union([z.string(), z.looseObject({ content: z.string() }).transform((token) => token.content)])
  .nullish()
  .transform((token) => token ?? undefined);

const NAMES = [
  'bos_token',
  'eos_token',
  'pad_token',
  'unk_token',
  'sep_token',
  'cls_token',
  'mask_token',
] as const;

type AllNamedTokens = Partial<Record<(typeof NAMES)[number], string>>;

const specialTokens = z.looseObject({
  bos_token: namedToken,
  eos_token: namedToken,
  pad_token: namedToken,
  unk_token: namedToken,
  sep_token: namedToken,
  cls_token: namedToken,
  mask_token: namedToken,
  additional_special_tokens: z.array(namedToken).nullish(),
});

const tokenizerConfig = specialTokens.extend({
  added_tokens_decoder: z.record(z.string().regex(/^\d+$/), addedTokenFields).nullish(),
  tokenizer_class: z.string().nullish(),
  add_prefix_space: z.boolean().nullish(),
  add_bos_token: z.boolean().nullish(),
  add_eos_token: z.boolean().nullish(),
  chat_template: z
    .union([z.string(), z.array(z.looseObject({ name: z.string(), template: z.string() }))])
    .nullish()
    .transform((template) => (Array.isArray(template) ? chooseTemplate(template) : (template ?? undefined))),
});

const modelConfig = z.looseObject({ model_type: z.string().optional() });
const addedTokensFile = z.record(z.string(), z.int().min(0));
const chatTemplateFile = z.looseObject({ chat_template: z.string() });

/**
 * Loads the tokenizer of a model folder in Hugging Face's layout: tokenizer.json, and where they are there
 * tokenizer_config.json, special_tokens_map.json, added_tokens.json, chat_template.jinja and chat_template.json. Of a
 * RoBERTa vocab.json and merges.txt will do.
 *
 * Throws `RuntimeError('file')` where tokenizer.json is missing, `RuntimeError('format')` where a file is malformed, and
 * `RuntimeError('unsupported')` for a kind of tokenizer that can't be run.
 */
export async function loadTokenizerFolder(folder: string): Promise<Tokenizer> {
  const config =
    (await readJson(join(folder, 'tokenizer_config.json'), tokenizerConfig)) ?? tokenizerConfig.parse({});
  const map =
    (await readJson(join(folder, 'special_tokens_map.json'), specialTokens)) ?? specialTokens.parse({});
  const extraTokens = (await readJson(join(folder, 'added_tokens.json'), addedTokensFile)) ?? {};
  const template =
    (await readOptional(join(folder, 'chat_template.jinja'))) ??
    (await readJson(join(folder, 'chat_template.json'), chatTemplateFile))?.chat_template ??
    config.chat_template;

  const source = join(folder, 'tokenizer.json');
  const text = await readOptional(source);
  const roberta = text === undefined ? await readRobertaFiles(folder, config.tokenizer_class) : undefined;
  const named: AllNamedTokens = { ...(roberta && robertaTokens) };
  for (const name of NAMES) {
    const token = config[name] ?? map[name];
    if (token !== undefined) named[name] = token;
  }
  const definition = roberta
    ? robertaDefinition({ ...roberta, ...named, addPrefixSpace: config.add_prefix_space ?? false })
    : parseTokenizerJson(parseJson(text ?? missing(source), source), source);
  const special = new Set<string | undefined>([
    ...Object.values(named),
    ...(config.additional_special_tokens ?? map.additional_special_tokens ?? []),
  ]);
  const vocabulary =
    definition.model.kind === 'bpe' ? definition.model.vocabulary : new Map<string, number>();
  return new PipelineTokenizer({
    ...definition,
    source: roberta?.source ?? source,
    named,
    chatTemplate: template,
    addBos: config.add_bos_token ?? undefined,
    addEos: config.add_eos_token ?? undefined,
    addedTokens: mergeAddedTokens(
      definition.addedTokens,
      [
        ...Object.entries(config.added_tokens_decoder ?? {}).map(([id, token]) =>
          addedToken(token, Number(id)),
        ),
        ...Object.entries(extraTokens).map(([content, id]) => plainAddedToken(content, id)),
        ...[...special].flatMap((content) => {
          const id = content === undefined ? undefined : vocabulary.get(content);
          return content === undefined || id === undefined ? [] : [plainAddedToken(content, id)];
        }),
      ],
      special,
    ),
  });
}

/** vocab.json and merges.txt, where they are there and a RoBERTa's: other models split words in other ways. */
async function readRobertaFiles(
  folder: string,
  tokenizerClass: string | null | undefined,
): Promise<Pick<RobertaFiles, 'vocab' | 'merges' | 'source'> | undefined> {
  const source = join(folder, 'vocab.json');
  const vocab = await readOptional(source);
  const merges = await readOptional(join(folder, 'merges.txt'));
  if (vocab === undefined || merges === undefined) return undefined;
  const { model_type } = (await readJson(join(folder, 'config.json'), modelConfig)) ?? {};
  const isRoberta = /^Roberta/.test(tokenizerClass ?? '') || model_type === 'roberta';
  return isRoberta ? { vocab: parseJson(vocab, source), merges, source } : undefined;
}

function missing(source: string): never {
  throw new RuntimeError(
    'file',
    `${source} is missing. A model folder needs it; where there is only tokenizer.model or vocab.json, make it with ` +
      `transformers: AutoTokenizer.from_pretrained(folder).save_pretrained(folder).`,
  );
}

/** tokenizer.json's own tokens first; of later ones with the same text only counts whether they are special. */
function mergeAddedTokens(
  own: readonly AddedToken[],
  later: readonly AddedToken[],
  special: ReadonlySet<string | undefined>,
): AddedToken[] {
  const tokens = new Map<string, AddedToken>();
  for (const token of [...own, ...later]) {
    const known = tokens.get(token.content) ?? token;
    tokens.set(token.content, {
      ...known,
      special: known.special || token.special || special.has(token.content),
    });
  }
  return [...tokens.values()];
}

function plainAddedToken(content: string, id: number): AddedToken {
  return { id, content, special: false, singleWord: false, lstrip: false, rstrip: false, normalized: false };
}

/** The template named `default`, or the only one. */
function chooseTemplate(templates: readonly { name: string; template: string }[]): string | undefined {
  const chosen =
    templates.find(({ name }) => name === 'default') ?? (templates.length === 1 ? templates[0] : undefined);
  return chosen?.template;
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readOptional(file);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data;
  throw new RuntimeError(
    'format',
    `${file} is malformed: ${describeIssue(parsed.error)}. Correct it or fetch it again.`,
  );
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeError(
      'format',
      `${file} is not JSON (${reason}). It may be cut short: fetch it again.`,
      { cause },
    );
  }
}

/** The file's text; undefined where there is no such file. */
async function readOptional(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RuntimeError('file', `${file} can't be read: ${reason}. Check the path and its permissions.`, {
      cause,
    });
  }
}
