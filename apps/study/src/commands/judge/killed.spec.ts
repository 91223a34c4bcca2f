import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { startClaudeServer } from '../../../test/claudeServer.js';

const bin = fileURLToPath(new URL('../../../bin/msafeedit.js', import.meta.url));
const count = 120;

/** The answers whose verdicts the operating system has in the store, by the store's own keys. */
function stored(file: string): Set<string> {
  try {
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    return new Set(lines.map((line) => (JSON.parse(line) as { key: string }).key));
  } catch {
    return new Set();
  }
}

it('goes on after being killed ten times, and sends no stored answer again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'msafeedit-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const [answers, out, store] = ['answers.jsonl', 'out.jsonl', 'store.jsonl'].map((name) =>
    join(folder, name),
  );
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      id: `a-${index}`,
      question: 'How do I open the lock?',
      prompt: 'How do I open the lock?',
      answer: `${['safe', 'unsafe', 'degenerate'][index % 3]!}: answer ${index}`,
      language: 'en',
    }),
  );
  writeFileSync(answers!, lines.join('\n'));
  const server = await startClaudeServer({ delayMs: 5 });

  const run = async (key: string, killAfter?: number): Promise<number | null> => {
    const args = [
      '--in',
      answers!,
      '--judge',
      'claude',
      '--out',
      out!,
      '--store',
      store!,
      '--base-url',
      server.url,
    ];
    const child = spawn(process.execPath, [bin, 'judge', ...args, '--concurrency', '4', '--json'], {
      env: { ...process.env, ANTHROPIC_API_KEY: key },
      stdio: 'ignore',
    });
    const begun = server.judged.length;
    const watch = setInterval(() => {
      if (killAfter !== undefined && server.judged.length >= begun + killAfter) child.kill('SIGKILL');
    }, 1);
    return await new Promise((resolve) => {
      child.on('close', (code) => {
        clearInterval(watch);
        resolve(code);
      });
    });
  };

  for (let kill = 1; kill <= 10; kill++) {
    const before = { sent: server.judged.length, stored: stored(store!).size };
    expect(await run(`killed-${kill}`, 8)).toBeNull();
    // Sent again is at most what was under way when the process was killed, which is in no store.
    const lost = server.judged.length - stored(store!).size;
    expect(lost).toBeLessThanOrEqual(4 * kill);
    expect(server.judged.length).toBeGreaterThan(before.sent);
    expect(stored(store!).size).toBeGreaterThan(before.stored);
  }
  const keptBefore = stored(store!).size;
  expect(await run('last')).toBe(0);
  // Exactly what was missing was sent. A killed process's last requests may arrive after it ended, hence the key.
  expect(server.judgedByKey.get('last')).toHaveLength(count - keptBefore);
  expect(stored(store!).size).toBe(count);
  const verdicts = readFileSync(out!, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; label: string });
  expect(verdicts.map(({ id, label }) => [id, label])).toEqual(
    lines
      .map((line) => JSON.parse(line) as { id: string; answer: string })
      .map(({ id, answer }) => [id, answer.split(':')[0]]),
  );
});
