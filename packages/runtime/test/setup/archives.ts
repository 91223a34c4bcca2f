import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

type Members = Readonly<Record<string, string | Buffer>>;

const zipProgram = `
import base64, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as z:
    for name, content in json.load(sys.stdin): z.writestr(name, base64.b64decode(content))
`;
const tarProgram = `
import base64, io, json, sys, tarfile
with tarfile.open(sys.argv[1], 'w:gz') as t:
    for name, content in json.load(sys.stdin):
        data = base64.b64decode(content)
        info = tarfile.TarInfo(name)
        info.size = len(data)
        t.addfile(info, io.BytesIO(data))
`;

/** Writes a zip file with these members, unsafe names included. */
export function makeZip(file: string, members: Members): string {
  return make(zipProgram, file, members);
}

/** Writes a .tar.gz with these members, unsafe names included. */
export function makeTarball(file: string, members: Members): string {
  return make(tarProgram, file, members);
}

/** Writes a wheel that pip accepts; its name follows from name and version. */
export function makeWheel(folder: string, name: string, version: string, members: Members): string {
  const info = `${name}-${version}.dist-info`;
  return makeZip(join(folder, `${name}-${version}-py3-none-any.whl`), {
    ...members,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: '',
  });
}

function make(program: string, file: string, members: Members): string {
  const input = JSON.stringify(
    Object.entries(members).map(([name, content]) => [name, Buffer.from(content).toString('base64')]),
  );
  execFileSync('python3', ['-c', program, file], { input });
  return file;
}
