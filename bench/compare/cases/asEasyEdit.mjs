import { easyeditSuffix } from '../../../packages/dinm/dist/index.js';
import { samplesIn } from '../texts.mjs';

/** A sample in each language, and its prompts as EasyEdit puts them to the unedited and to the edited model. */
export function askedByEasyEdit(languages) {
  const samples = samplesIn(languages);
  const before = samples.map(({ prompts }) => prompts);
  const after = before.map((prompts) => prompts.map((prompt) => `${prompt} ${easyeditSuffix}`));
  return { samples, before, after };
}

/** Both sides with the model, theirs as EasyEdit loads it. */
export async function openAsEasyEdit(bench) {
  const source = bench.models.folder;
  await bench.each((side, name) =>
    side.call('open', { source, ...(name === 'theirs' && { hiddenStates: true }) }),
  );
}
