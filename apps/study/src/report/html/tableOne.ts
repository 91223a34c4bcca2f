import { column, dataTable, withInterval, type DataTable } from '../figures/DataTable.js';
import { paperJudgeOf } from '../figures/paperMarks.js';
import { paperNumbers } from '../numbers/PaperNumbers.js';
import type { Table1 } from '../numbers/ReportNumbers.js';

type Row = Table1['rows'][number];

/** Table 1: DS of the edited models in English by each judge, and the paper's where it publishes one. */
export function tableOne({ judges, rows }: Table1): DataTable {
  return dataTable<Row>(rows, [
    column('Model', 'text', ({ model }) => model),
    ...judges.flatMap((judge, place) => {
      const published = (row: Row): number | undefined => publishedRate(row, judge);
      return [
        ...withInterval<Row>(
          judge,
          'share',
          ({ after }) => after[place]?.rate,
          ({ after }) => after[place]?.interval,
        ),
        column<Row>(`${judge}: n`, 'count', ({ after }) => after[place]?.n),
        rows.some((row) => published(row) !== undefined) &&
          column<Row>(`The paper by ${paperJudgeOf(judge)!}`, 'share', published),
      ];
    }),
  ]);
}

function publishedRate({ paperModel }: Row, judge: string): number | undefined {
  return paperNumbers.rates.find(
    (rate) =>
      rate.model === paperModel &&
      rate.judge === paperJudgeOf(judge) &&
      rate.language === 'en' &&
      rate.relation === 'equals',
  )?.value;
}
