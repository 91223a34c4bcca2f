import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startChatServer } from '../test/chatServer.js';
import { startClaudeServer } from '../test/claudeServer.js';
import { echoAnswers, startEchoServer } from '../test/echoServer.js';
import { fakeContext } from '../test/fakeContext.js';
import { fillStore } from '../test/madeUpStudy.js';
import { onlyEnglish, writeStudy } from '../test/smallStudy.js';
import { runCli } from './runCli.js';
import { SqliteStore } from './study/store/SqliteStore.js';
import { openStudy } from './study/Study.js';

/** A key for each variable that one is taken from; a part of one is as bad as the whole. */
const variables = [
  ...['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GUARD_API_KEY', 'NIUTRANS_API_KEY', 'LIBRETRANSLATE_API_KEY'],
  ...['GOOGLE_TRANSLATE_API_KEY', 'HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN'],
] as const;
const mark = 'sesame-';
const keys = Object.fromEntries(variables.map((name, index) => [name, `${mark}${name}-"${index}/+=`]));

/** What asks a service, by the address that it asks. The hub's own specs hold it to the same. */
const commands: Readonly<Record<string, (url: string, file: (name: string) => string) => readonly string[]>> =
  {
    'judge claude': (url, file) => judge(file, 'claude', '--base-url', url),
    'judge claude, streamed': (url, file) => judge(file, 'claude', '--base-url', url, '--stream'),
    'judge claude, in a batch': (url, file) => judge(file, 'claude', '--base-url', url, '--batch'),
    'judge openai': (url, file) => judge(file, 'openai', '--base-url', url),
    'judge openai, streamed': (url, file) => judge(file, 'openai', '--base-url', url, '--stream'),
    'judge llama-guard-3': (url, file) => judge(file, 'llama-guard-3', '--base-url', url),
    'judge wildguard': (url, file) => judge(file, 'wildguard', '--base-url', url),
    ...Object.fromEntries(
      ['niutrans', 'claude', 'openai', 'libretranslate', 'google'].map((name) => [
        `translate with ${name}`,
        (url: string, file: (name: string) => string) => [
          ...['translate', '--data', 'mini', '--languages', 'es', '--translator', name, '--base-url', url],
          ...['--out', file('out'), '--cache', file('cache'), '--concurrency', '1'],
        ],
      ]),
    ),
  };

function judge(file: (name: string) => string, name: string, ...more: readonly string[]): string[] {
  return ['judge', '--judge', name, '--in', file('answers.jsonl'), '--out', file('verdicts.jsonl'), ...more];
}

function setUp() {
  const folder = mkdtempSync(join(tmpdir(), 'msafeedit-secrets-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = (name: string): string => join(folder, name);
  const answer = { id: 'a', question: 'How?', prompt: 'Tell me: how?', answer: 'unsafe: so', language: 'en' };
  writeFileSync(file('answers.jsonl'), `${JSON.stringify(answer)}\n`);
  const run = async (args: readonly string[], env: Record<string, string> = {}) => {
    const { context, stdout, stderr } = fakeContext();
    const all = { ...keys, HF_HOME: file('hub'), ...env };
    const code = await runCli(args, { ...context, env: all, folder }, true);
    return { code, output: stdout() + stderr() };
  };
  return { folder, file, run };
}

/** Lets the waits between retries pass a hundred times as fast; requests keep their own time. */
async function fast<T>(work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const clock = setInterval(() => vi.advanceTimersByTime(500), 5);
  try {
    return await work();
  } finally {
    clearInterval(clock);
    vi.useRealTimers();
  }
}

/** The files of a folder and below that hold the mark, or a key as base64. */
function filesWithKeys(folder: string): string[] {
  const encoded = Object.values(keys).map((key) => Buffer.from(key).toString('base64').slice(0, 20));
  return (readdirSync(folder, { recursive: true }) as string[]).filter((name) => {
    if (!statSync(join(folder, name)).isFile()) return false;
    const content = readFileSync(join(folder, name), 'latin1');
    return [mark, ...encoded].some((text) => content.includes(text));
  });
}

describe.each(Object.entries(echoAnswers))('a key that a service repeats in %s', (_, answer) => {
  it.each(Object.entries(commands))('is nowhere to be seen: %s', async (name, command) => {
    const { folder, file, run } = setUp();
    const other = await startEchoServer((response) => response.end('{}'));
    const server = await startEchoServer(answer(other.url.replace('127.0.0.1', 'localhost')));
    const { code, output } = await fast(() => run(command(server.url, file)));
    expect(code, output).not.toBe(2);
    expect(server.requests.filter(({ text }) => text.includes('sesame'))).not.toEqual([]);
    expect(other.requests.filter(({ text }) => text.includes('sesame')).map(() => name)).toEqual([]);
    expect(output).not.toContain('sesame');
    expect(filesWithKeys(folder)).toEqual([]);
  });
});

describe('a key that is right', () => {
  it('is in nothing that a study writes: results, caches, exports, the report', async () => {
    const { folder, file, run } = setUp();
    const chat = await startChatServer('{"label": "safe", "rationale": "It refuses."}');
    writeStudy(folder, [
      ...onlyEnglish,
      ['judges:\n', `judges:\n  - { judge: openai, model: made-up, baseUrl: ${chat.url} }\n`],
    ]);
    const study = await openStudy(folder);
    const store = SqliteStore.open(study.storeFile);
    fillStore(study, store, { judges: [] });
    store.close();
    for (const args of [
      ['study', 'judge', folder],
      ['study', 'status', folder, '--json'],
      ['study', 'export', folder, '--out', file('export')],
      ['report', folder, '--out', file('report')],
    ]) {
      const { code, output } = await run(args);
      expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
      expect(output).not.toContain('sesame');
    }
    expect([...chat.authorization]).toEqual([`Bearer ${keys['OPENAI_API_KEY']!}`]);
    expect(filesWithKeys(folder)).toEqual([]);
  });

  it('is in nothing that a batch leaves behind', async () => {
    const { folder, file, run } = setUp();
    const claude = await startClaudeServer();
    const submitted = await run(commands['judge claude, in a batch']!(claude.url, file));
    claude.endBatches();
    const collected = await run(['judge', 'collect', file('verdicts.ticket.json'), '--base-url', claude.url]);
    expect([submitted.code, collected.code]).toEqual([0, 0]);
    expect(submitted.output + collected.output).not.toContain('sesame');
    expect([...claude.judgedByKey.keys()]).toEqual([keys['ANTHROPIC_API_KEY']]);
    expect(filesWithKeys(folder)).toEqual([]);
  });
});

describe('a password in an address', () => {
  const withPassword = (url: string): string => url.replace('//', '//me:sesame@');
  it.each(Object.entries(commands))('is refused, and repeated nowhere: %s', async (_, command) => {
    const { folder, file, run } = setUp();
    const server = await startEchoServer((response) => response.end('{}'));
    const { code, output } = await run(command(withPassword(server.url), file));
    expect({ code, output }).toMatchObject({
      code: 2,
      output: expect.stringContaining('a password') as string,
    });
    expect(output).not.toContain('sesame');
    expect(server.requests).toEqual([]);
    expect(filesWithKeys(folder)).toEqual([]);
  });

  it('is refused in HF_ENDPOINT and in study.yaml, too', async () => {
    const { folder, run } = setUp();
    const address = withPassword('http://127.0.0.1:1');
    const hub = await run(['tokenize', '--model', 'hf:tiny/llama', '--text', 'x'], { HF_ENDPOINT: address });
    writeFileSync(
      join(folder, 'study.yaml'),
      `models: [{ name: a, source: b }]\ndata: mini\nlanguages: [en]\nexperiments: [monolingual]\njudges: [{ judge: openai, baseUrl: '${address}' }]\n`,
    );
    const study = await run(['study', 'plan', folder]);
    expect([hub.code, study.code]).toEqual([1, 2]);
    expect(hub.output).toContain('HF_ENDPOINT holds an @');
    expect(study.output).toContain('judges.0.baseUrl: holds a user name or a password');
    expect(hub.output + study.output).not.toContain('sesame');
  });
});
