import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mini, miniRecords, parseSamples, sampleTexts } from '@msafeedit/dataset';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeContext } from '../../test/fakeContext.js';
import { runBin } from '../../test/runBin.js';
import { runCli } from '../runCli.js';

const bin = fileURLToPath(new URL('../../bin/msafeedit.js', import.meta.url));

/** English to Spanish, as the mini set has it. */
const spanish = new Map(
  mini.en.flatMap((sample, index) => {
    const translated = new Map(sampleTexts(mini.es[index]!));
    return sampleTexts(sample).map(([field, text]) => [text, translated.get(field)!] as const);
  }),
);

interface Asked {
  readonly texts: readonly string[];
  answered: boolean;
}

/** A server that speaks LibreTranslate's API, and takes a few milliseconds for each request. */
class LibreTranslate {
  readonly asked: Asked[] = [];
  failing = false;
  private constructor(
    private readonly server: Server,
    private readonly translate: (text: string) => string,
  ) {}

  static async start(translate: (text: string) => string): Promise<LibreTranslate> {
    const server = createServer();
    const service = new LibreTranslate(server, translate);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        const { q } = JSON.parse(body) as { q: string[] };
        const asked: Asked = { texts: q, answered: false };
        service.asked.push(asked);
        setTimeout(
          () => {
            response.writeHead(service.failing ? 403 : 200, { 'content-type': 'application/json' });
            const answer = service.failing
              ? { error: 'Invalid API key' }
              : { translatedText: q.map((text) => service.translate(text)) };
            response.end(JSON.stringify(answer), () => (asked.answered = true));
          },
          2 + Math.random() * 8,
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

let folder: string;
let server: LibreTranslate;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'translate-'))));
afterEach(() => {
  server.stop();
  rmSync(folder, { recursive: true });
});

const command = (data: string, ...more: string[]): string[] => [
  'translate',
  ...['--data', data, '--languages', 'es', '--translator', 'libretranslate', '--base-url', server.url],
  ...['--out', join(folder, 'out'), '--cache', join(folder, 'cache'), ...more],
];

describe('msafeedit translate', () => {
  it('writes the translations of the mini set, which the checks find no fault with', async () => {
    server = await LibreTranslate.start((text) => spanish.get(text)!);
    const { code, stdout, stderr } = await runBin(command('mini', '--json'));
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const file = join(folder, 'out', 'es.json');
    expect(JSON.parse(stdout)).toEqual({
      out: join(folder, 'out'),
      translator: 'libretranslate',
      languages: [{ language: 'es', file, samples: 12, untranslated: [], findings: [] }],
    });
    const written = parseSamples(readFileSync(file, 'utf8'), file);
    expect(written.map((sample) => sampleTexts(sample))).toEqual(
      mini.es.map((sample) => sampleTexts(sample)),
    );
  }, 60_000);

  it('counts before it sends, and sends nothing then', async () => {
    server = await LibreTranslate.start((text) => text);
    const { code, stdout } = await runBin(command('mini', '--dry-run', '--json'));
    expect(code).toBe(0);
    const { languages } = JSON.parse(stdout) as { languages: Record<string, unknown>[] };
    expect(languages).toMatchObject([{ language: 'es', texts: 120, distinctTexts: 108, keptCharacters: 0 }]);
    expect(server.asked).toEqual([]);
    const plain = await runBin(command('mini', '--dry-run'));
    expect(plain.stdout.split('\n')[0]).toMatch(/^language +texts +characters +kept +requests +cost$/);
  }, 60_000);

  it.each(['niutrans', 'claude', 'openai', 'google'])('counts for %s without a key', async (translator) => {
    const args = ['--data', 'mini', '--languages', 'es', '--translator', translator, '--out', folder];
    const { context, stdout, stderr } = fakeContext();
    const code = await runCli(
      ['translate', ...args, '--dry-run', '--json'],
      { ...context, env: {}, folder },
      false,
    );
    expect({ code, stderr: stderr() }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout())).toMatchObject({ translator, languages: [{ distinctTexts: 108 }] });
  });

  it('marks what looks wrong, and hands it to people as a CSV', async () => {
    const spoilt = mini.en[3]!.safe;
    server = await LibreTranslate.start((text) => (text === spoilt ? text : spanish.get(text)!));
    const { code, stdout } = await runBin(command('mini'));
    expect(code).toBe(0);
    const review = join(folder, 'out', 'es.review.csv');
    expect(stdout).toContain(`Have ${review} corrected`);
    expect(readFileSync(review, 'utf8')).toContain('safe');
  }, 60_000);

  it('says what is wrong with the key, without it, and keeps it out of everything', async () => {
    server = await LibreTranslate.start((text) => text);
    server.failing = true;
    writeFileSync(join(folder, '.env'), 'LIBRETRANSLATE_API_KEY=sesame-47-sesame\n');
    const child = spawn(process.execPath, [bin, ...command('mini')], { cwd: folder });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(1);
    expect(output).toMatch(/^error: LibreTranslate: does not accept the key/m);
    expect(output).not.toContain('sesame-47');
  }, 60_000);

  it('is killed ten times, and has each text translated once, but for what was under way', async () => {
    server = await LibreTranslate.start((text) => `«${text}»`);
    const data = join(folder, 'data.json');
    writeFileSync(data, JSON.stringify(samplesOf(200)));
    const args = command(data);
    // What had been answered, and not just when the process was killed: its last requests may have been under way.
    const kept = new Set<string>();
    let repeats = 0;
    const look = (own: readonly Asked[]): void => {
      repeats += own.flatMap(({ texts }) => texts).filter((text) => kept.has(text)).length;
      for (const { texts, answered } of own.slice(0, -2 * requestsAtOnce))
        if (answered) for (const text of texts) kept.add(text);
    };
    for (let kill = 0; kill < 10; kill++) {
      const first = server.asked.length;
      await killAfter(args, first, 2 + Math.floor(Math.random() * 20));
      look(server.asked.slice(first));
    }
    expect(kept.size).toBeGreaterThan(0);
    const first = server.asked.length;
    expect((await runBin(args)).code).toBe(0);
    look(server.asked.slice(first));
    expect(repeats).toBe(0);

    const written = parseSamples(readFileSync(join(folder, 'out', 'es.json'), 'utf8'), 'es.json');
    const texts = written.flatMap((sample) => sampleTexts(sample).map(([, text]) => text));
    expect(texts).toEqual(
      samplesOf(200)
        .flatMap((record) => sampleTexts(parseSamples(JSON.stringify([record]), '')[0]!))
        .map(([, text]) => `«${text}»`),
    );
    expect(new Set(texts).size).toBe(2000);
  }, 180_000);
});

const requestsAtOnce = 4;

/** Starts the command and kills it, without a chance to tidy up, once the server has seen so many more requests. */
async function killAfter(args: readonly string[], before: number, requests: number): Promise<void> {
  const child = spawn(process.execPath, [bin, ...args], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (server.asked.length < before + requests && child.exitCode === null)
    await new Promise((resolve) => setTimeout(resolve, 1));
  child.kill('SIGKILL');
  await ended;
}

/** Records whose ten texts are all different. */
function samplesOf(count: number): readonly object[] {
  const [record] = miniRecords.en;
  return Array.from(
    { length: count },
    (_, id) =>
      JSON.parse(
        JSON.stringify({ ...record!, id }, (key, value: unknown) =>
          typeof value === 'string' && !['language', 'unsafety category'].includes(key)
            ? `${key} ${id}: ${value.slice(0, 40).trim()}`
            : value,
        ),
      ) as object,
  );
}
