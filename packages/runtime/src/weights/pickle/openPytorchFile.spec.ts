import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { failure } from '../../../test/failure.js';
import { TemporaryFolder } from '../../../test/fixtures/weights/temporaryFolder.js';
import { readTensors } from '../../../test/readTensors.js';
import type { RuntimeErrorCode } from '../../RuntimeError.js';
import { openPytorchFile } from './openPytorchFile.js';

const fixtures = fileURLToPath(new URL('../../../test/fixtures/', import.meta.url));
const pickles = join(fixtures, 'pickles');
const classifier = join(fixtures, 'goldens/tiny-roberta-classifier');
const names = readdirSync(pickles).flatMap((file) => (file.endsWith('.bin') ? [file.slice(0, -4)] : []));
const open = (name: string) => openPytorchFile(join(pickles, `${name}.bin`));

/** What a file of tools/make_pickle_fixtures.py writes into the working directory when its pickle is run. */
const marker = 'the-pickle-was-run';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

type Expected = Record<string, Record<string, { readonly shape: number[]; readonly values: number[] }>>;
const expected = JSON.parse(readFileSync(join(pickles, 'expected.json'), 'utf8')) as Expected;

describe('a file that torch wrote', () => {
  it.each(Object.keys(expected))('gives the tensors that torch reads from it: %s', async (name) => {
    const weights = await open(`torch-${name}`);
    expect([...weights.tensors.keys()]).toEqual(Object.keys(expected[name]!));
    for (const [key, { shape, values }] of Object.entries(expected[name]!)) {
      expect(weights.tensors.get(key)).toEqual({ name: key, dtype: name === 'module' ? 'F32' : name, shape });
      expect([key, [...(await weights.read(key))]]).toEqual([key, values.map(Math.fround)]);
    }
    await weights.close();
  });

  it('gives the numbers of the same model as safetensors', async () => {
    const weights = await openPytorchFile(join(classifier, 'pytorch_model.bin'));
    const reference = await readTensors(join(classifier, 'model.safetensors'));
    expect([...weights.tensors.keys()].sort()).toEqual([...reference.keys()].sort());
    for (const [name, { shape, data }] of reference) {
      expect(weights.tensors.get(name)!.shape).toEqual(shape);
      expect(await weights.read(name)).toEqual(data);
    }
    await weights.close();
  });
});

describe('a file that attacks its reader', () => {
  const attacks: Readonly<Record<string, string>> = {
    'attack-os-system-protocol-0': 'opcode',
    'attack-os-system-protocol-2': '"posix.system"',
    'attack-os-system-protocol-4': 'protocol 4',
    'attack-builtins-eval': '"builtins.eval"',
    'attack-builtins-exec': '"__builtin__.exec"',
    'attack-getattr-chain': '"builtins.getattr"',
    'attack-nested-in-hooks': '"os.system"',
    'attack-nested-in-storage': '"os.system"',
    'attack-in-a-state': '"os.system"',
    'attack-behind-the-memo': '"os.system"',
    'attack-instance-opcode': 'opcode 0x69',
    'attack-object-opcode': '"os.system"',
    'broken-new-object': 'opcode 0x81',
    'broken-call-of-a-result': 'calls something that is no builder',
    'broken-call-of-a-tensor': 'calls something that is no builder',
    'broken-call-of-a-storage-type': 'calls something that is no builder',
    'broken-state-of-a-tensor': 'sets the state of an object that is no dict',
    'broken-dotted-name': '"collections.OrderedDict.__init__.__globals__"',
    'broken-nested-load': '"torch.storage._load_from_bytes"',
    'broken-extension-opcode': 'opcode 0x82',
    'broken-text-id-opcode': 'opcode 0x50',
  };

  it.each(Object.entries(attacks))('is refused, and runs nothing: %s', async (name, says) => {
    const { code, message } = await failure(() => open(name));
    expect({ code, message }).toEqual({ code: 'unsafe', message: expect.stringContaining(says) as string });
    expect(message).toContain(`${name}.bin`);
    expect(existsSync(marker)).toBe(false);
  });

  it('is known here, each of them', () => {
    expect(names.filter((name) => name.startsWith('attack-'))).toEqual(
      Object.keys(attacks)
        .filter((name) => name.startsWith('attack-'))
        .sort(),
    );
  });
});

describe('a file whose sizes lie', () => {
  const cases: Readonly<Record<string, readonly [RuntimeErrorCode, string]>> = {
    'broken-deflated-pickle': ['unsupported', '"model/data.pkl" is compressed'],
    'broken-deflated-storage': ['unsupported', 'is compressed'],
    'broken-encrypted': ['unsupported', '"model/data/0" is encrypted'],
    'broken-overlapping-entries': ['format', '"model/data/0" overlaps "model/data/1"'],
    'broken-entry-past-the-end': ['format', '"model/data/0" overlaps the directory'],
    'broken-another-header': ['format', '"model/data/0" is not where the directory says'],
    'broken-header-past-the-end': ['format', '"model/data/0" lies outside'],
    'broken-many-entries': ['format', 'directory is cut short'],
    'broken-directory-past-the-end': ['format', 'directory lies outside'],
    'broken-huge-directory': ['format', 'directory claims 2147483648 bytes'],
    'broken-no-directory': ['format', 'directory is missing'],
    'broken-same-name-twice': ['format', 'two entries named "model/data/0"'],
    'broken-wrong-check-sum': ['format', 'check sum of its pickle'],
    'broken-no-pickle': ['format', '0 files data.pkl'],
    'broken-big-endian': ['unsupported', 'big-endian'],
    'broken-old-format': ['unsupported', 'older than 1.6'],
    'broken-float64': ['unsupported', 'tensor "weight" is stored as float64'],
    'broken-view-past-the-end': ['format', 'ends at number 7 of a storage of 6'],
    'broken-stride-past-the-end': ['format', 'ends at number 7 of a storage of 6'],
    'broken-expanded-view': ['format', 'has the strides [0, 0]'],
    'broken-view-onto-itself': ['format', 'has the strides [1, 1]'],
    'broken-huge-shape': ['format', 'impossible shape'],
    'broken-negative-offset': ['format', 'a tensor in its pickle is malformed'],
    'broken-negative-size': ['format', 'a tensor in its pickle is malformed'],
    'broken-many-dimensions': ['format', 'a tensor in its pickle is malformed'],
    'broken-strides-of-another-rank': ['format', 'has the strides [1]'],
    'broken-long-storage': ['format', 'has 24 bytes, not 600 FloatStorage numbers'],
    'broken-storage-elsewhere': ['format', '"data/../byteorder" is missing'],
    'broken-storage-that-is-missing': ['format', '"data/7" is missing'],
    'broken-storage-of-another-kind': ['format', 'a tensor in its pickle is malformed'],
    'broken-storage-of-two-types': [
      'format',
      'storage "0" is said to be 6 numbers as FloatStorage and 12 as HalfStorage',
    ],
    'broken-no-dict': ['format', 'no dict of tensors'],
    'broken-no-tensors': ['format', 'no dict of tensors'],
  };

  it.each(Object.entries(cases))('is refused: %s', async (name, [code, says]) => {
    const error = await failure(() => open(name));
    expect({ code: error.code, message: error.message }).toEqual({
      code,
      message: expect.stringContaining(says) as string,
    });
    expect(error.message).toContain(`${name}.bin`);
  });

  it('costs nothing where it would only be large for who writes out what it remembers', async () => {
    const weights = await open('broken-memo-bomb');
    expect([...weights.tensors.keys()]).toEqual(['weight']);
    expect([...(await weights.read('weight'))]).toEqual([0, 1, 2, 3, 4, 5]);
    await weights.close();
  });

  it('is refused wherever it was cut', async () => {
    const whole = readFileSync(join(pickles, 'torch-F32.bin'));
    for (let length = 0; length < whole.length; length += 131) {
      const { code } = await failure(() =>
        openPytorchFile(folder.write(whole.subarray(0, length), 'cut.bin')),
      );
      expect({ length, code }).toEqual({ length, code: 'format' });
    }
  });

  it('is refused, or read, whichever of its bytes is wrong, and never anything else', async () => {
    const whole = readFileSync(join(pickles, 'torch-module.bin'));
    for (let at = 0; at < whole.length; at += 7) {
      const spoilt = Uint8Array.from(whole);
      spoilt[at]! ^= 0x55;
      const weights = await openPytorchFile(folder.write(spoilt, 'spoilt.bin')).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'RuntimeError', code: /^(?:format|unsupported|unsafe)$/ });
        return undefined;
      });
      for (const name of weights?.tensors.keys() ?? []) await weights!.read(name);
      await weights?.close();
    }
  });
});
