import { describe, expect, it } from 'vitest';
import { failure } from '../../../test/failure.js';
import { Builder, type PickleWorld, unpickle } from './unpickle.js';

const handed = { kind: 'a value' };
const world: PickleWorld = {
  globals: new Map<string, unknown>([
    ['module.handed', handed],
    ['module.list', new Builder((args) => [...args])],
  ]),
  persistent: (id) => ({ id }),
};

/** Reads opcodes, given as text in Latin 1, as a pickle. */
const read = (...opcodes: readonly string[]): unknown =>
  unpickle(Uint8Array.from(Buffer.from(opcodes.join(''), 'latin1')), world, 'file');

// The bytes are those of CPython's pickle.dumps(value, 2) for the value in the comment.
describe('unpickle', () => {
  it.each<readonly [string, unknown]>([
    ['\x80\x02N.', null], // None
    ['\x80\x02\x88.', true], // True
    ['\x80\x02K\xff.', 255],
    ['\x80\x02M\x39\x30.', 12345],
    ['\x80\x02J\xfe\xff\xff\xff.', -2],
    ['\x80\x02\x8a\x05\x00\xf2\x05\x2a\x01.', 5000000000],
    ['\x80\x02\x8a\x05\x00\x0e\xfa\xd5\xfe.', -5000000000],
    ['\x80\x02G\x3f\xf8\x00\x00\x00\x00\x00\x00.', 1.5],
    ['\x80\x02X\x04\x00\x00\x00\xc3\xa4\xc3\xb6q\x00.', 'äö'],
    ['\x80\x02]q\x00.', []],
    ['\x80\x02]q\x00K\x01a.', [1]],
    ['\x80\x02]q\x00(K\x01K\x02e.', [1, 2]],
    ['\x80\x02).', []], // ()
    ['\x80\x02K\x01K\x02\x86q\x00.', [1, 2]], // (1, 2)
    ['\x80\x02(K\x01K\x02K\x03K\x04tq\x00.', [1, 2, 3, 4]], // (1, 2, 3, 4)
    ['\x80\x02}q\x00K\x01K\x02s.', new Map([[1, 2]])],
    ['\x80\x02]q\x00(]q\x01h\x01e.', [[], []]], // x = []; [x, x]
    ['\x80\x02cmodule\nhanded\n.', handed],
    ['\x80\x02cmodule\nlist\nK\x07\x85R.', [7]],
    ['\x80\x02K\x09Q.', { id: 9 }],
  ])('reads %j', (pickle, value) => {
    expect(read(pickle)).toEqual(value);
  });

  it.each([
    ['', 'cut short'],
    ['\x80\x02', 'cut short'],
    ['\x80\x02X\xff\xff\xff\xffabc', 'cut short'],
    ['\x80\x02.', 'stack is empty'],
    ['\x80\x02K\x01R.', 'stack is empty'],
    ['\x80\x02q\x00.', 'stack is empty'],
    ['\x80\x02t.', 'ends a group that was not begun'],
    ['\x80\x02h\x05.', 'recalls value 5'],
    ['\x80\x02j\xff\xff\xff\xff.', 'recalls value 4294967295'],
    ['\x80\x02\x8a\x09\x01\x01\x01\x01\x01\x01\x01\x01\x01.', 'a number of 9 bytes'],
    ['\x80\x02\x8a\x08\x01\x01\x01\x01\x01\x01\x01\x01.', 'the number'],
    ['\x80\x02NK\x01a.', 'appends to what is no list'],
    ['\x80\x02NK\x01K\x02s.', 'items of what is no dict'],
    ['\x80\x02}(K\x01u.', 'items of what is no dict'],
    ['\x80\x02cmodule', 'a name in it has no end'],
    ['\x80\x02cmodule\nlist\nK\x07R.', 'no tuple of a few arguments'],
  ])('finds that %j is damaged', async (pickle, says) => {
    const error = await failure(() => read(pickle));
    expect({ code: error.code, message: error.message }).toEqual({
      code: 'format',
      message: expect.stringContaining(says) as string,
    });
  });

  it('refuses every opcode that it has no use for', async () => {
    const known = new Set(Buffer.from('\x80.(N\x88\x89KMJ\x8aGX}])t\x85\x86\x87qrhjaesucQRb', 'latin1'));
    expect(known.size).toBe(31);
    for (let opcode = 0; opcode < 256; opcode++) {
      if (known.has(opcode)) continue;
      const { code } = await failure(() => read('\x80\x02', String.fromCharCode(opcode), '\x00'.repeat(9)));
      expect({ opcode, code }).toEqual({ opcode, code: 'unsafe' });
    }
  });

  it('refuses a global by its name, however it is written', async () => {
    for (const name of ['os\nsystem', 'module\nhanded.x', 'Module\nhanded', '__proto__\nconstructor', '\n']) {
      const error = await failure(() => read('\x80\x02c', name, '\n.'));
      expect(error.code).toBe('unsafe');
      expect(error.message).toContain(JSON.stringify(name.replace('\n', '.')));
    }
  });

  it('takes lists as deep as they come, and ends where there are too many opcodes', async () => {
    const depth = 400_000;
    expect(read('\x80\x02', ']'.repeat(depth), 'a'.repeat(depth - 1), '.')).toHaveLength(1);
    expect(await failure(() => read('\x80\x02', ']'.repeat(1_000_001), '.'))).toMatchObject({
      code: 'format',
    });
  });

  it('takes time for each opcode once, not for all that it recalls', async () => {
    const many = `(${'N'.repeat(200_000)}tq\x00`;
    const calls = 'cmodule\nlist\nh\x00R'.repeat(100_000);
    expect(await failure(() => read('\x80\x02', many, calls, '.'))).toMatchObject({ code: 'format' });
  });
});
