import { promptsOfLength, samplesIn } from '../texts.mjs';

/** Each run is a process of its own: the largest resident set of its life counts. */
export const memory = {
  name: 'memory',
  title: 'Peak memory',
  measured:
    'The largest resident set of a process that loads the model and does one thing; libraries and runtime included.',

  async run(bench) {
    const { folder } = bench.models;
    const { steps, memoryRows, promptTokens, newTokens } = bench.scale;
    const prompts = await promptsOfLength(folder, memoryRows, promptTokens);
    const { request } = samplesIn(['en'])[0];
    const answering = { batches: [prompts], maxNewTokens: newTokens, endless: true };
    const rows = [
      ...(await peak(bench, `answering ${memoryRows} prompts at once`, (side) =>
        side.call('answer', answering),
      )),
      ...(bench.hasEasyEdit || !bench.names.includes('theirs')
        ? await peak(bench, 'an edit', (side) => side.call('edit', { request, steps }), true)
        : []),
    ];
    return { rows };
  },
};

function peak(bench, name, work, asEasyEdit = false) {
  const run = async (which) => {
    const side = bench.start(which);
    try {
      const options = which === 'theirs' && asEasyEdit ? { hiddenStates: true } : {};
      await side.call('open', { source: bench.models.folder, ...options });
      const { seconds } = await work(side);
      return { seconds, ...(await side.call('memory')) };
    } finally {
      side.stop();
    }
  };
  return bench.measure({
    run,
    seconds: ({ seconds }) => seconds,
    rows: [{ name, unit: 'MB', value: (result) => result.peak / 1e6, atMost: 1.3 }],
  });
}
