import { parquetSchema, type FileMetaData, type SchemaTree } from 'hyparquet';

/**
 * Each group of rows has to hold the schema's columns, each once, in the schema's order, as Parquet demands. hyparquet starts to
 * read a group's columns before it looks for them in the schema: where one isn't there it throws, and when another then turns out
 * to be damaged nobody hears that error, which ends the process.
 * @throws {Error} otherwise
 */
export function checkParquetColumns(metadata: FileMetaData): void {
  const expected = leaves(parquetSchema(metadata)).map(({ path }) => columnName(path));
  const twice = expected.find((name, index) => expected.indexOf(name) < index);
  if (twice !== undefined) throw new Error(`the column "${twice}" is there twice`);
  metadata.row_groups.forEach(({ columns }, group) => {
    const found = columns.map(({ meta_data: data }) => data && columnName(data.path_in_schema));
    if (found.length !== expected.length || found.some((name, index) => name !== expected[index]))
      throw new Error(`the columns of its group of rows ${group} are not those of its schema`);
  });
}

const leaves = (tree: SchemaTree): SchemaTree[] =>
  tree.children.length === 0 ? [tree] : tree.children.flatMap(leaves);

const columnName = (path: readonly string[]): string => path.join('.');
