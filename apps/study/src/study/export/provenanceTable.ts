import type { Provenance } from '../store/ResultStore.js';
import type { StudyResults } from '../StudyResults.js';
import { columnsOf, table, type ExportTable } from './ExportTable.js';

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
