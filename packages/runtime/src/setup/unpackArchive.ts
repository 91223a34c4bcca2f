import { describeFailure } from './describeFailure.js';
import type { FoundTool } from './findTools.js';
import { runTool } from './runTool.js';

/**
 * Python's own zipfile and tarfile do it: pip is needed in any case, so both formats cost no dependency.
 * Only plain files are written, only below the folder, and only those asked for. Prints 'done total' in bytes.
 */
const program = `
import json, os, sys, tarfile, zipfile
archive, folder, wanted = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])

def members():
    if archive.endswith(('.zip', '.whl')):
        with zipfile.ZipFile(archive) as z:
            yield [(i.filename, i.file_size, lambda i=i: z.open(i)) for i in z.infolist() if not i.is_dir()]
    else:
        with tarfile.open(archive) as t:
            yield [(i.name, i.size, lambda i=i: t.extractfile(i)) for i in t.getmembers() if i.isfile()]

for listing in members():
    chosen = [m for m in listing if any(m[0].startswith(w) for w in wanted)]
    for w in wanted:
        if not any(m[0].startswith(w) for m in chosen):
            sys.exit('it holds no ' + w)
    for name, size, reader in chosen:
        parts = name.split('/')
        if '..' in parts or '' in parts or '\\\\' in name or ':' in name:
            sys.exit('it holds the unsafe path ' + repr(name))
    total, done, told = sum(m[1] for m in chosen), 0, 0
    for name, size, reader in chosen:
        target = os.path.join(folder, *name.split('/'))
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with reader() as source, open(target, 'xb') as sink:
            while True:
                block = source.read(1 << 20)
                if not block:
                    break
                sink.write(block)
                done += len(block)
                if done - told >= 1 << 23:
                    told = done
                    print(done, total, flush=True)
`;

export interface UnpackOptions {
  readonly python: FoundTool;
  /** A file that ends in .zip or .whl, else a tar file, compressed or not. */
  readonly archive: string;
  /** An existing folder; the members keep their paths below it. */
  readonly folder: string;
  /** Beginnings of the paths of the members to unpack; each must fit one member at least. */
  readonly wanted: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** Told how much is unpacked, 0 to 1. */
  readonly onFraction?: (fraction: number) => void;
}

/**
 * Unpacks some members of an archive.
 * @throws RuntimeError 'setup' for a broken archive, a member that is missing or that would land outside the folder.
 */
export async function unpackArchive(options: UnpackOptions): Promise<void> {
  const { python, archive, folder, wanted, signal, onFraction } = options;
  const [command, ...first] = python.command;
  const result = await runTool(
    command,
    [...first, '-I', '-c', program, archive, folder, JSON.stringify(wanted)],
    {
      signal,
      onStdout(text) {
        const [done, total] = text.trim().split('\n').at(-1)?.split(' ').map(Number) ?? [];
        if (done !== undefined && total) onFraction?.(Math.min(1, done / total));
      },
    },
  );
  if (result.exit !== 0) throw describeFailure(`unpack ${archive}`, { ...result, stdout: '' });
}
