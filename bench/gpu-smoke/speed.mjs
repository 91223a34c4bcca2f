import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** Seconds that something takes: the least of a few runs after one that doesn't count. */
async function least(run, runs) {
  await run();
  let best = Infinity;
  for (let index = 0; index < runs; index++) {
    const start = performance.now();
    await run();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

/** Ids of no meaning, all different rows. */
const rows = (model, count, length) =>
  Array.from({ length: count }, (_, row) =>
    Array.from({ length }, (_id, index) => 100 + ((index * 37 + row * 101) % (model.config.vocabSize - 200))),
  );

/** Reading prompts, writing answers, editing; and what memory that takes. */
export async function speed(model, quick, say) {
  const runs = quick ? 1 : 3;
  const prefill = [];
  for (const count of quick ? [1, 5] : [1, 5, 45]) {
    const batch = rows(model, count, 290);
    const seconds = await least(() => model.forward(batch, { logits: 'last' }), runs);
    prefill.push({ rows: count, length: 290, seconds, tokensPerSecond: (count * 290) / seconds });
    say(
      `  reading ${count} x 290 tokens: ${(seconds * 1000).toFixed(0)} ms, ${((count * 290) / seconds).toFixed(0)} tokens/s`,
    );
  }
  const decoding = [];
  const steps = quick ? 16 : 64;
  for (const count of quick ? [1, 5] : [1, 5, 20, 45, 90]) {
    const texts = rows(model, count, 200).map((ids) => model.tokenizer.decode(ids));
    // The difference of a long and a short answer leaves the steps alone.
    const time = async (maxNewTokens) => {
      let written = 0;
      const seconds = await least(async () => {
        const answers = await model.generate(texts, { maxNewTokens });
        written = Math.max(...answers.map(({ tokens }) => tokens.length));
      }, 1);
      return { seconds, written };
    };
    const [short, long] = [await time(1), await time(1 + steps)];
    const step = (long.seconds - short.seconds) / Math.max(1, long.written - short.written);
    decoding.push({ rows: count, step, tokensPerSecond: count / step });
    say(
      `  writing, ${count} at once: ${(step * 1000).toFixed(1)} ms a step, ${(count / step).toFixed(0)} tokens/s`,
    );
  }
  const edit = await editSpeed(model, quick);
  say(`  editing layer ${edit.layer} over ${edit.tokens} tokens: ${(edit.step * 1000).toFixed(0)} ms a step`);
  const memory = usedMemory();
  say(`  memory: ${memory.map(({ what, megabytes }) => `${what} ${megabytes} MB`).join(', ')}`);
  return { prefill, decoding, edit, memory };
}

async function editSpeed(model, quick) {
  const layer = model.config.layers - 2;
  const [sequence] = rows(model, 1, 400);
  const trainer = await model.trainDownProj(layer);
  const pass = trainer.cache([sequence]);
  const targets = {
    rows: sequence.slice(0, 100).map((_, index) => 299 + index),
    labels: sequence.slice(-100),
  };
  const step = await least(
    () => trainer.step({ pass, targets, nllFactor: 0.1, learningRate: 1e-4 }),
    quick ? 2 : 10,
  );
  pass.dispose();
  trainer.restore();
  trainer.dispose();
  return { layer, tokens: sequence.length, step };
}

/** Of the process, at its most; and of each card, now. TensorFlow keeps what it once took. */
function usedMemory() {
  const resident = [
    { what: 'process, at most', megabytes: Math.round(process.resourceUsage().maxRSS / 1024) },
  ];
  try {
    const args = ['--query-gpu=name,memory.used', '--format=csv,noheader,nounits'];
    const lines = execFileSync('nvidia-smi', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return [
      ...resident,
      ...lines
        .trim()
        .split('\n')
        .map((line) => {
          const [what, megabytes] = line.split(',').map((cell) => cell.trim());
          return { what, megabytes: Math.round(Number(megabytes) * 1.048576) };
        }),
    ];
  } catch {
    return resident;
  }
}
