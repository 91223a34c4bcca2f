import { distinctAnswers } from '../../report/numbers/judgeAgreement.js';
import type { StoredVerdict } from '../store/ResultStore.js';
import type { JointTestResult, StudyResults, TestResult } from '../StudyResults.js';
import { divergencesTable, editsTable, jointTestsTable, tasksTable } from './editTables.js';
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
