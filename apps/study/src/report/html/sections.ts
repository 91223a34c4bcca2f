import type { FigureSection } from '../figures/reportFigures.js';

/** The parts of a report that show figures: heading, what they are about, and what is said where there is no figure. */
export const sections: Readonly<
  Record<FigureSection, { readonly title: string; readonly about: string; readonly nothing?: string }>
> = {
  answer: { title: 'Does an edit reach other languages?', about: '' },
  paper: {
    title: 'The paper’s figures',
    about:
      'Drawn as in “A Cross-Linguistic Analysis of Detoxifying LLMs with Knowledge Editing”, so that they can be laid beside it. What it publishes as a number or says in words is marked where the model is the same.',
    nothing: 'The study has nothing to draw yet: no judge’s verdicts, or none of the paper’s experiments.',
  },
  'other-judges': {
    title: 'The same by other judges',
    about: 'The paper’s Figures 7 to 9, by the second judge, and the same by any further one.',
    nothing: 'No other judge has judged the answers.',
  },
  'all-pairs': {
    title: 'All pairs of languages',
    about: 'Each language edited in against each language asked in.',
    nothing: 'The study edits in one language only.',
  },
  suffix: {
    title: 'The suffix’s share and the edit’s',
    about: 'A gain from before to after is what the suffix brings and what the edit brings.',
    nothing: 'The study does not ask with the suffix before editing, so a gain cannot be split.',
  },
  transfer: {
    title: 'Transfer by resource class and family',
    about: 'Does an edit arrive where much training text is, or where the languages are kin?',
    nothing: 'The study asks in no language other than the one it edits in.',
  },
  context: {
    title: 'Prompt length and the model’s context',
    about:
      'A tokenizer that knows little of a script cuts it into many tokens: the same prompt may exceed a model’s context in one language and not in another.',
  },
  layers: {
    title: 'Layers',
    about: 'Where the edits went, and how clear the choice was.',
    nothing: 'No edit has been made yet.',
  },
  degeneration: {
    title: 'Answers that break down',
    about: 'A model that loops or babbles is no safe model.',
    nothing: 'No judge says which answers are degenerate.',
  },
  'edits-together': {
    title: 'Several edits together',
    about: 'Does the tenth edit undo the first? And can edits made apart be added?',
    nothing: 'The study does not edit with several samples at once.',
  },
  'side-effects': {
    title: 'Side effects',
    about: 'What an edit does to what it should leave alone.',
    nothing: 'The study did not measure any.',
  },
  agreement: {
    title: 'Do the judges agree?',
    about: 'Rates are worth as much as the judge that they rest on.',
    nothing: 'There are fewer than two judges on the same answers.',
  },
  speed: { title: 'Speed and cost', about: 'What the study took.' },
};
