import { easyeditSuffix } from '../../../packages/dinm/dist/index.js';

/** Prompts as EasyEdit puts them to the edited model. */
export const asEdited = (prompts) => prompts.map((prompt) => `${prompt} ${easyeditSuffix}`);

/** Both sides with the model, theirs as EasyEdit loads it. */
export async function openAsEasyEdit(bench) {
  const source = bench.models.folder;
  await bench.each((side, name) =>
    side.call('open', { source, ...(name === 'theirs' && { hiddenStates: true }) }),
  );
}
