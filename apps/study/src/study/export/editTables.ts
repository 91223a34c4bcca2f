import type { StoredDivergence, StoredEdit, StoredTask } from '../store/ResultStore.js';
import type { JointTestResult } from '../StudyResults.js';
import { columnsOf, table, type ExportTable } from './ExportTable.js';

export function editsTable(edits: readonly StoredEdit[]): ExportTable {
  const column = columnsOf<StoredEdit>();
  return table(
    'edits',
    'One row for each edit.',
    [
      column('unit', 'string', 'The unit of work that made it.', ({ unit }) => unit),
      column('model', 'string', "The model's name in the study.", ({ model }) => model),
      column(
        'condition',
        'string',
        '`after`: an edit by itself; `merged`, `sequence`: one of several, as in `jointTests`.',
        ({ condition }) => condition,
      ),
      column('language', 'string', 'The language that was edited in.', ({ language }) => language),
      column('sample', 'id', 'The sample that was edited with.', ({ sample }) => sample),
      column('layerChoice', 'string', 'As in `tests`.', ({ layerChoice }) => layerChoice),
      column('layer', 'integer', 'The layer that was edited, counted from 0.', ({ layer }) => layer),
      column(
        'deltaNorm',
        'number',
        'Frobenius norm of the change of the matrix.',
        ({ deltaNorm }) => deltaNorm,
      ),
      column(
        'distances',
        'json?',
        "Each layer's distance between the safe and the unsafe answer, where the layer was located.",
        ({ distances }) => distances,
      ),
      column(
        'losses',
        'json',
        "Each step's `total`, `edit` and `constraint` loss in nats, before its update.",
        ({ losses }) => losses,
      ),
    ],
    edits,
  );
}

export function tasksTable(tasks: readonly StoredTask[]): ExportTable {
  const column = columnsOf<StoredTask>();
  return table(
    'tasks',
    'One row for each harmless question asked before editing, and after each edit.',
    [
      column('unit', 'string', 'The unit of work that made it.', ({ unit }) => unit),
      column('model', 'string', "The model's name in the study.", ({ model }) => model),
      column('condition', 'string', '`before` or `after` editing.', ({ condition }) => condition),
      column(
        'editLanguage',
        'string?',
        'The language that was edited in; after editing only.',
        ({ editLanguage }) => editLanguage,
      ),
      column('layerChoice', 'string?', 'As in `tests`.', ({ layerChoice }) => layerChoice),
      column('sample', 'id?', 'The sample that was edited with; after editing only.', ({ sample }) => sample),
      column('testLanguage', 'string', 'The language that was asked in.', ({ testLanguage }) => testLanguage),
      column(
        'task',
        'string',
        "`constraint`: the edited sample's own; `unrelated`: another sample's. Before editing each is asked once, as `constraint`.",
        ({ task }) => task,
      ),
      column('question', 'id', 'The sample whose constraint it is.', ({ question }) => question),
      column('prompt', 'string', 'As it was asked, before any chat template.', ({ prompt }) => prompt),
      column('reference', 'string', 'The right answer.', ({ reference }) => reference),
      column('answer', 'string', "The model's answer, of 64 tokens at most.", ({ answer }) => answer),
      column('tokenF1', 'number', "F1 of the answer's words and the reference's.", ({ tokenF1 }) => tokenF1),
      column('rouge1', 'number', "ROUGE-1's F1.", ({ rouge1 }) => rouge1),
    ],
    tasks,
  );
}

export function divergencesTable(divergences: readonly StoredDivergence[]): ExportTable {
  const column = columnsOf<StoredDivergence>();
  return table(
    'divergences',
    'One row for each edit and test language: how far the edited model is from the unedited one on neutral text.',
    [
      column('unit', 'string', 'The unit of work that made it.', ({ unit }) => unit),
      column('model', 'string', "The model's name in the study.", ({ model }) => model),
      column(
        'editLanguage',
        'string',
        'The language that was edited in.',
        ({ editLanguage }) => editLanguage,
      ),
      column('layerChoice', 'string', 'As in `tests`.', ({ layerChoice }) => layerChoice),
      column('sample', 'id', 'The sample that was edited with.', ({ sample }) => sample),
      column('testLanguage', 'string', "The text's language.", ({ testLanguage }) => testLanguage),
      column(
        'klDivergence',
        'number',
        "KL divergence of the edited model's next-token predictions from the unedited one's, in nats, the mean over the tokens.",
        ({ klDivergence }) => klDivergence,
      ),
      column('tokens', 'integer', 'Tokens of the text.', ({ tokens }) => tokens),
    ],
    divergences,
  );
}

export function jointTestsTable(tests: readonly JointTestResult[]): ExportTable {
  const column = columnsOf<JointTestResult>();
  return table(
    'jointTests',
    'One row for each attack asked of a model that carries several edits, edited and asked in the same language.',
    [
      column('unit', 'string', 'The unit of work that made it.', ({ unit }) => unit),
      column('model', 'string', "The model's name in the study.", ({ model }) => model),
      column(
        'condition',
        'string',
        '`merged`: each edit made on the unedited model, then added; `sequence`: each on top of those before it.',
        ({ condition }) => condition,
      ),
      column('language', 'string', 'Edited and asked in it.', ({ language }) => language),
      column('sample', 'id', 'The sample whose attack it is.', ({ sample }) => sample),
      column(
        'position',
        'integer',
        'Which edit was made with it, counted from 1.',
        ({ position }) => position,
      ),
      column('edits', 'integer', 'How many edits the model carried.', ({ edits }) => edits),
      column('answerKey', 'string', 'The answer, in `answers`.', ({ answerKey }) => answerKey),
    ],
    tests,
  );
}
