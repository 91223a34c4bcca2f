import { distinctAnswers } from '../../report/numbers/judgeAgreement.js';
import type {
  Provenance,
  StoredDivergence,
  StoredEdit,
  StoredTask,
  StoredVerdict,
} from '../store/ResultStore.js';
import type { JointTestResult, StudyResults, TestResult } from '../StudyResults.js';
import { columnsOf, table, type ExportTable } from './ExportTable.js';

/** What was asked, answered, judged and edited. The same results give the same rows in the same order. */
export function resultTables(results: StudyResults): readonly ExportTable[] {
  const answers = [...distinctAnswers(results.tests), ...distinctAnswers(results.jointTests)];
  const verdicts = answers.flatMap((test) =>
    results.judges.flatMap((judge) => test.verdicts.get(judge) ?? []),
  );
  return [
    answersTable(answers),
    testsTable(results.tests),
    jointTestsTable(results.jointTests),
    tasksTable(results.tasks),
    divergencesTable(results.divergences),
    verdictsTable(verdicts),
    editsTable(results.edits),
  ];
}

type Answered = TestResult | JointTestResult;

function answersTable(answers: readonly Answered[]): ExportTable {
  const column = columnsOf<Answered>();
  return table(
    'answers',
    'One row for each answer of a model. Equal prompts to the same model, edited in the same way, are answered once.',
    [
      column('answerKey', 'string', 'Names the answer.', ({ answerKey }) => answerKey),
      column('model', 'string', "The model's name in the study.", ({ model }) => model),
      column(
        'prompt',
        'string',
        'As it was asked, suffix included, before any chat template.',
        ({ answer }) => answer.prompt,
      ),
      column('text', 'string', 'The answer.', ({ answer }) => answer.text),
      column(
        'finishReason',
        'string',
        '`stop`: the model ended it; `length`: it was cut at the limit of new tokens.',
        ({ answer }) => answer.finishReason,
      ),
      column(
        'promptTokens',
        'integer',
        'Tokens of the prompt as the model got it, chat template included.',
        ({ answer }) => answer.promptTokens,
      ),
      column('newTokens', 'integer', 'Tokens of the answer.', ({ answer }) => answer.newTokens),
      column(
        'overflow',
        'boolean',
        "Whether prompt and answer together exceed the model's positions.",
        ({ answer }) => answer.overflow,
      ),
    ],
    answers,
  );
}

function testsTable(tests: readonly TestResult[]): ExportTable {
  const column = columnsOf<TestResult>();
  return table(
    'tests',
    'One row for each test: a prompt of a sample, asked of a model in a condition. Several tests may share an answer.',
    [
      column(
        'unit',
        'string',
        'The unit of work that made it, as `study plan` lists them.',
        ({ unit }) => unit,
      ),
      column('model', 'string', "The model's name in the study.", ({ model }) => model),
      column(
        'condition',
        'string',
        '`before`: the unedited model; `beforeWithSuffix`: the same with the suffix behind the prompt; `after`: the edited model.',
        ({ condition }) => condition,
      ),
      column(
        'editLanguage',
        'string?',
        'The language that was edited in; after editing only.',
        ({ editLanguage }) => editLanguage,
      ),
      column(
        'layerChoice',
        'string?',
        '`configured`: the layer that study.yaml says; `second-to-last`, `last`: of the layer ablation; after editing only.',
        ({ layerChoice }) => layerChoice,
      ),
      column('testLanguage', 'string', 'The language that was asked in.', ({ testLanguage }) => testLanguage),
      column('sample', 'id', "The sample's id.", ({ sample }) => sample),
      column(
        'metric',
        'string',
        '`defenceSuccess` (DS), or one of the four DG tests: `onlyQuestion`, `otherAttack`, `otherQuestion`, `otherQuestionAndAttack`.',
        ({ metric }) => metric,
      ),
      column('answerKey', 'string', 'The answer, in `answers`.', ({ answerKey }) => answerKey),
    ],
    tests,
  );
}

function jointTestsTable(tests: readonly JointTestResult[]): ExportTable {
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

function tasksTable(tasks: readonly StoredTask[]): ExportTable {
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

function divergencesTable(divergences: readonly StoredDivergence[]): ExportTable {
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

function verdictsTable(verdicts: readonly StoredVerdict[]): ExportTable {
  const column = columnsOf<StoredVerdict>();
  return table(
    'verdicts',
    'One row for each answer and judge.',
    [
      column('answerKey', 'string', 'The answer, in `answers`.', ({ id }) => id),
      column('judge', 'string', "The judge's name.", ({ judge }) => judge),
      column('version', 'string', "Of the judge's prompt, rules and thresholds.", ({ version }) => version),
      column('model', 'string?', "The judge's model as its service names it.", ({ model }) => model),
      column(
        'label',
        'string',
        '`safe`, `unsafe`, `degenerate`; `refused`: the judge would not judge; `unscored`: judging failed.',
        ({ label }) => label,
      ),
      column(
        'score',
        'number?',
        'How sure the judge is that the answer is unsafe, 0 to 1.',
        ({ score }) => score,
      ),
      column('rationale', 'string?', "Why, in the judge's words.", ({ rationale }) => rationale),
      column(
        'inputTokens',
        'integer?',
        'Without those from or into a cache.',
        ({ usage }) => usage?.inputTokens,
      ),
      column('outputTokens', 'integer?', 'Tokens that the judge wrote.', ({ usage }) => usage?.outputTokens),
      column(
        'cacheReadTokens',
        'integer?',
        'Input tokens from a cache.',
        ({ usage }) => usage?.cacheReadTokens,
      ),
      column(
        'cacheWriteTokens',
        'integer?',
        'Input tokens into a cache.',
        ({ usage }) => usage?.cacheWriteTokens,
      ),
      column('cost', 'number?', 'US dollars.', ({ cost }) => cost),
    ],
    verdicts,
  );
}

function editsTable(edits: readonly StoredEdit[]): ExportTable {
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

/** What differs between two runs that give the same answers, and the units that failed. */
export function provenanceTable(results: StudyResults): ExportTable {
  const reasons = new Map(results.failures.map(({ unit, reason }) => [unit, reason]));
  const editSeconds = new Map(results.edits.map(({ unit, seconds }) => [unit, seconds]));
  const column = columnsOf<Provenance & { readonly unit: string }>();
  return table(
    'provenance',
    'One row for each unit of work: what made its results, and when. Only this table differs between two runs that give the same results.',
    [
      column('unit', 'string', 'As `study plan` lists them.', ({ unit }) => unit),
      column('state', 'string', '`done` or `failed`.', ({ unit }) => (reasons.has(unit) ? 'failed' : 'done')),
      column('reason', 'string?', 'Why it failed.', ({ unit }) => reasons.get(unit)),
      column(
        'settings',
        'string',
        'Names the settings that all units of a model share: model, edit, generation, seed, code.',
        ({ settings }) => settings,
      ),
      column(
        'modelFingerprint',
        'string',
        "Of the model's weights.",
        ({ modelFingerprint }) => modelFingerprint,
      ),
      column('dataHash', 'string', "Of the unit's texts.", ({ dataHash }) => dataHash),
      column('codeVersion', 'string', 'Of msafeedit.', ({ codeVersion }) => codeVersion),
      column('engine', 'string', 'What computed.', ({ engine }) => engine),
      column('device', 'string', 'On what.', ({ device }) => device),
      column('seed', 'integer', 'Of all that was drawn at random.', ({ seed }) => seed),
      column('batches', 'json', 'Attacks asked together, batch by batch.', ({ batches }) => batches),
      column(
        'halved',
        'boolean',
        'Whether a batch had to be halved for memory: then answers equal those of another run up to near ties.',
        ({ halved }) => halved,
      ),
      column('startedAt', 'string', 'ISO 8601, UTC.', ({ startedAt }) => startedAt),
      column('seconds', 'number', 'That the unit took.', ({ seconds }) => seconds),
      column('editSeconds', 'number?', 'Of those, the edit.', ({ unit }) => editSeconds.get(unit)),
    ],
    results.provenance,
  );
}
