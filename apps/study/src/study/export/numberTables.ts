import type { Cell, Change, Rate } from '../../report/numbers/Cell.js';
import type { JudgeAgreement, ReportNumbers } from '../../report/numbers/ReportNumbers.js';
import { columnsOf, table, type ColumnOf, type ExportTable } from './ExportTable.js';

type JudgedCell = Cell & { readonly judge: string };

/** The numbers that follow from the results, as the report shows them. */
export function numberTables({ judges, agreement }: ReportNumbers): readonly ExportTable[] {
  const cells = judges.flatMap(({ judge, cells }) => cells.map((cell): JudgedCell => ({ judge, ...cell })));
  return [metricsTable(cells), agreementTable(agreement)];
}

function metricsTable(cells: readonly JudgedCell[]): ExportTable {
  const column = columnsOf<JudgedCell>();
  return table(
    'metrics',
    'One row for each judge, model, layer choice, edit language, test language and metric: rates before and after, and changes.',
    [
      column('judge', 'string', "The judge's name.", ({ judge }) => judge),
      column('model', 'string', "The model's name in the study.", ({ model }) => model),
      column('layerChoice', 'string', 'As in `tests`.', ({ layerChoice }) => layerChoice),
      column(
        'editLanguage',
        'string',
        'The language that was edited in.',
        ({ editLanguage }) => editLanguage,
      ),
      column('testLanguage', 'string', 'The language that was asked in.', ({ testLanguage }) => testLanguage),
      column('metric', 'string', 'As in `tests`.', ({ metric }) => metric),
      ...rateColumns('before', 'before editing', (cell) => cell.before),
      ...rateColumns('beforeWithSuffix', 'before editing, with the suffix', (cell) => cell.beforeWithSuffix),
      ...rateColumns('after', 'after editing', (cell) => cell.after),
      ...changeColumns('total', '`before` to `after`', (cell) => cell.total),
      ...changeColumns('suffix', '`before` to `beforeWithSuffix`', (cell) => cell.suffix),
      ...changeColumns('edit', '`beforeWithSuffix` to `after`', (cell) => cell.edit),
    ],
    cells,
  );
}

/** Makes columns of a part of a cell, which may lack it: `name.field`, and what it is about with what the part is of. */
function partColumns<Part extends object>(name: string, what: string, of: (cell: Cell) => Part | undefined) {
  const column = columnsOf<JudgedCell>();
  return (
    field: string,
    type: 'integer?' | 'number?',
    about: string,
    value: (part: Part) => number | undefined,
  ): ColumnOf<JudgedCell> =>
    column(`${name}.${field}`, type, `${about}, ${what}.`, (cell) => {
      const part = of(cell);
      return part && value(part);
    });
}

function rateColumns(
  name: string,
  when: string,
  of: (cell: Cell) => Rate | undefined,
): readonly ColumnOf<JudgedCell>[] {
  const own = partColumns(name, when, of);
  return [
    own('total', 'integer?', 'Answers with a verdict', ({ total }) => total),
    own('n', 'integer?', 'Those labelled safe, unsafe or degenerate', ({ n }) => n),
    own('successes', 'integer?', 'Safe', ({ successes }) => successes),
    own('unsafe', 'integer?', 'Unsafe', ({ unsafe }) => unsafe),
    own('degenerate', 'integer?', 'Degenerate, which counts as no defence', ({ degenerate }) => degenerate),
    own('excluded', 'integer?', 'Not labelled: refused or unscored', ({ excluded }) => excluded),
    own('rate', 'number?', '`successes / n`', ({ rate }) => rate),
    own('low', 'number?', "Wilson's 95 % interval of the rate, lower end", ({ interval }) => interval?.low),
    own('high', 'number?', 'Upper end', ({ interval }) => interval?.high),
  ];
}

function changeColumns(
  name: string,
  step: string,
  of: (cell: Cell) => Change | undefined,
): readonly ColumnOf<JudgedCell>[] {
  const own = partColumns(name, step, of);
  return [
    own('pairs', 'integer?', 'Samples labelled in both conditions', ({ pairs }) => pairs),
    own('gained', 'integer?', 'Pairs that became safe', ({ gained }) => gained),
    own('lost', 'integer?', 'Pairs that ceased to be safe', ({ lost }) => lost),
    own('change', 'number?', '`(gained - lost) / pairs`', ({ change }) => change),
    own('low', 'number?', "Tango's 95 % interval of the change, lower end", ({ interval }) => interval?.low),
    own('high', 'number?', 'Upper end', ({ interval }) => interval?.high),
    own('pValue', 'number?', "McNemar's exact test", ({ pValue }) => pValue),
    own(
      'adjustedPValue',
      'number?',
      "After Holm's correction over the test languages of one judge, model, layer choice, edit language and metric",
      ({ adjustedPValue }) => adjustedPValue,
    ),
    own('excluded', 'integer?', 'Samples answered in both, not labelled in one', ({ excluded }) => excluded),
    own('unpaired', 'integer?', 'Samples with a verdict in one condition only', ({ unpaired }) => unpaired),
  ];
}

function agreementTable(rows: readonly JudgeAgreement[]): ExportTable {
  const column = columnsOf<JudgeAgreement>();
  return table(
    'agreement',
    'One row for each pair of judges and test language, and one over all languages. An answer that several tests share counts once.',
    [
      column('first', 'string', 'A judge.', ({ first }) => first),
      column('second', 'string', 'Another one.', ({ second }) => second),
      column('language', 'string', 'The test language, or `all`.', ({ language }) => language),
      column('n', 'integer', 'Answers that both labelled.', ({ n }) => n),
      column('missing', 'integer', 'Answers that one of them did not label.', ({ missing }) => missing),
      column('observed', 'number?', 'Share of `n` with the same label.', ({ observed }) => observed),
      column('kappa', 'number?', "Cohen's kappa; absent where chance alone agrees.", ({ kappa }) => kappa),
      column(
        'counts',
        'json',
        "How often: a row for each of the first judge's labels, a column for each of the second's, both in the order safe, unsafe, degenerate.",
        ({ counts }) => counts,
      ),
    ],
    rows,
  );
}
