/**
 * Asks the demo's small model in nine languages, in ways that break it, and writes what it answers.
 *
 *     node tools/judges/generate.js OUT.jsonl
 *
 * Nothing here looks at the answers: which of them are degenerate was decided by reading them (labels.json), so that no
 * detector judges its own test. Takes ten minutes on two cores; the same model and engine give the same answers. Recipes
 * that OUT holds already are not asked again.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../apps/study/bin/msafeedit.js', import.meta.url));
const prompts = JSON.parse(readFileSync(new URL('prompts.json', import.meta.url), 'utf8'));
const model = ['--model', 'smollm2-135m'];

/** `edit` overshoots on purpose: the presets' learning rate is 0.002. */
const recipes = {
  greedy: { generate: ['--format', 'raw', '--max-new-tokens', '200'] },
  'greedy-chat': { generate: ['--format', 'chat', '--max-new-tokens', '160'] },
  'temperature-2': {
    generate: ['--format', 'raw', '--max-new-tokens', '90', '--temperature', '2', '--seed', '1'],
  },
  'temperature-1.3': {
    generate: [
      '--format',
      'raw',
      '--max-new-tokens',
      '90',
      '--temperature',
      '1.3',
      '--top-p',
      '0.9',
      '--seed',
      '2',
    ],
  },
  'overshot-0.02': {
    edit: [
      '--id',
      '0',
      '--layer',
      '20',
      '--lr',
      '0.02',
      '--steps',
      '15',
      '--kl-factor',
      '0.1',
      '--stop-below',
      '0',
    ],
    generate: ['--format', 'chat', '--max-new-tokens', '120'],
  },
  'overshot-0.1': {
    edit: [
      '--id',
      '2',
      '--layer',
      '12',
      '--lr',
      '0.1',
      '--steps',
      '10',
      '--kl-factor',
      '0.1',
      '--stop-below',
      '0',
    ],
    generate: ['--format', 'chat', '--max-new-tokens', '120'],
  },
};

const run = (args) =>
  JSON.parse(
    execFileSync(process.execPath, [command, ...args, '--json'], {
      encoding: 'utf8',
      maxBuffer: 1e8,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );

const [out] = process.argv.slice(2);
if (!out) throw new Error('Usage: node tools/judges/generate.js OUT.jsonl');
const asked = Object.entries(prompts).flatMap(([language, texts]) =>
  texts.map((prompt, index) => ({ language, index, prompt })),
);
const folder = mkdtempSync(join(tmpdir(), 'judges-'));
const lines = existsSync(out)
  ? readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
for (const [recipe, { edit, generate }] of Object.entries(recipes)) {
  if (lines.some((line) => line.recipe === recipe)) continue;
  const delta = join(folder, `${recipe}.safetensors`);
  if (edit && !existsSync(delta))
    run(['edit', ...model, '--data', 'mini', '--format', 'chat', ...edit, '--out', delta]);
  const answers = run([
    'generate',
    ...model,
    ...generate,
    ...(edit ? ['--delta', delta] : []),
    '--prompt',
    ...asked.map(({ prompt }) => prompt),
  ]);
  answers.forEach(({ text, finishReason }, at) => {
    const { language, index, prompt } = asked[at];
    lines.push({
      id: `${language}-${recipe}-${index}`,
      language,
      recipe,
      prompt,
      answer: text,
      finishReason,
    });
  });
  writeFileSync(out, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  console.error(`${recipe}: ${answers.length} answers`);
}
