import { parquetSchema, type FileMetaData, type SchemaTree } from 'hyparquet';

/**
 * Each group of rows has to hold the schema's columns, each once, in the schema's order, as Parquet demands. hyparquet starts to
 * read a group's columns before it looks for them in the schema: where one isn't there it throws, and when another then turns out
 * to be damaged nobody hears that error, which ends the process.
 * @throws {Error} otherwise
 */
export function checkParquetColumns(metadata: FileMetaData): void {
  const expected = leaves(parquetSchema(metadata)).map(({ path }) => key(path));
  metadata.row_groups.forEach(({ columns }, group) => {
    const found = columns.map(({ meta_data: data }) => data && key(data.path_in_schema));
    if (found.length !== expected.length || found.some((column, index) => column !== expected[index]))
      throw new Error(`the columns of its group of rows ${group} are not those of its schema`);
  });
}

/** The columns that hold values, in their order. @throws {Error} where two have the same name */
function leaves({ children, ...column }: SchemaTree): Pick<SchemaTree, 'path'>[] {
  const names = new Set<string>();
  for (const { element } of children) {
    if (names.has(element.name)) throw new Error(`the column "${element.name}" is there twice`);
    names.add(element.name);
  }
  return children.length === 0 ? [column] : children.flatMap(leaves);
}

/** Names may hold dots, so that joined ones could stand for two columns. */
const key = (path: readonly string[]): string => JSON.stringify(path);
