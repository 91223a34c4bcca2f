import { sameAnswers } from '../equality.mjs';

/** Each run is a process of its own, which loads twice. */
export const load = {
  name: 'load',
  title: 'Load to first token',
  measured:
    'From the start of the process, and again in the same process, until the first token of an answer to a short prompt: ' +
    'weights in float32, tokenizer, one pass. Ours: `loadCausalLM` and `generate`. Theirs: `from_pretrained` of model and ' +
    'tokenizer, and `generate`. The file is in the system’s cache.',

  async run(bench) {
    const rows = [];
    for (const [format, source] of Object.entries(bench.models.files)) {
      const prompt = 'How do I open a jar?';
      const run = async (name) => {
        const side = bench.start(name);
        try {
          const { tokens } = await side.call('load', { source, prompt });
          const cold = side.age();
          const { seconds: warm } = await side.call('load', { source, prompt });
          return { cold, warm, tokens };
        } finally {
          side.stop();
        }
      };
      const check = async (ours, theirs) => {
        await bench.side('theirs').call('open', { source });
        return sameAnswers(ours.tokens, theirs.tokens, [prompt], bench.side('theirs'));
      };
      rows.push(
        ...(await bench.measure({
          run,
          check,
          rows: [
            { name: `${format}, new process`, unit: 's', value: ({ cold }) => cold, atLeast: 1.5 },
            { name: `${format}, again`, unit: 's', value: ({ warm }) => warm, atLeast: 1.5 },
          ],
        })),
      );
    }
    return { rows };
  },
};
