import { RuntimeError } from '../../RuntimeError.js';

/** A function that a pickle may call. */
export class Builder {
  constructor(readonly build: (args: readonly unknown[]) => unknown) {}
}

/** What a pickle may name beside plain values: nothing else than this is ever made or called. */
export interface PickleWorld {
  /** `module.name` -> a `Builder`, or a value that is only handed on. */
  readonly globals: ReadonlyMap<string, unknown>;
  /** What a persistent id stands for. */
  readonly persistent: (id: unknown) => unknown;
}

/** A tensor takes about 30 opcodes; each may make an object of a few hundred bytes. */
const mostOpcodes = 1_000_000;
const longestName = 200;
const mostArguments = 16;

const noValue = Symbol('no value');

/**
 * Reads a pickle of protocol 2 as `torch.save` writes them for tensors: dicts, lists, tuples (both as arrays), strings,
 * numbers, and calls of the builders in `world`. It knows the opcodes that this takes, and no others. Each opcode takes
 * a bounded time and makes at most one value, whatever the memo holds.
 * Source of the opcodes: pickletools.py of CPython.
 * @throws RuntimeError('unsafe') for any other global, call or opcode; 'format' where it is broken or too large
 */
export function unpickle(bytes: Uint8Array<ArrayBuffer>, world: PickleWorld, source: string): unknown {
  return new Unpickler(bytes, world, source).run();
}

class Unpickler {
  private readonly view: DataView;
  private at = 0;
  private stack: unknown[] = [];
  /** The stacks below open marks. */
  private readonly marked: unknown[][] = [];
  private readonly memo = new Map<number, unknown>();

  constructor(
    private readonly bytes: Uint8Array<ArrayBuffer>,
    private readonly world: PickleWorld,
    private readonly source: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  run(): unknown {
    for (let count = 0; count < mostOpcodes; count++) {
      const opcode = this.view.getUint8(this.take(1));
      if (opcode === 0x2e /* STOP */) return this.pop();
      this.step(opcode);
    }
    throw this.broken(`it has more than ${mostOpcodes} opcodes`);
  }

  private step(opcode: number): void {
    const value = this.valueOf(opcode);
    if (value === noValue) this.act(opcode);
    else this.stack.push(value);
  }

  /** What an opcode pushes; `noValue` where it is none of those that push something. */
  private valueOf(opcode: number): unknown {
    const { view } = this;
    switch (opcode) {
      case 0x4e: // NONE
        return null;
      case 0x88: // NEWTRUE
        return true;
      case 0x89: // NEWFALSE
        return false;
      case 0x4b: // BININT1
        return view.getUint8(this.take(1));
      case 0x4d: // BININT2
        return view.getUint16(this.take(2), true);
      case 0x4a: // BININT
        return view.getInt32(this.take(4), true);
      case 0x8a: // LONG1
        return this.long();
      case 0x47: // BINFLOAT
        return view.getFloat64(this.take(8), false);
      case 0x58: // BINUNICODE
        return this.text(view.getUint32(this.take(4), true));
      case 0x7d: // EMPTY_DICT
        return new Map();
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        return [];
      case 0x74: // TUPLE
        return this.popMark();
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        return this.popMany(opcode - 0x84);
      case 0x68: // BINGET
        return this.recall(view.getUint8(this.take(1)));
      case 0x6a: // LONG_BINGET
        return this.recall(view.getUint32(this.take(4), true));
      case 0x63: // GLOBAL
        return this.global(`${this.line()}.${this.line()}`);
      case 0x51: // BINPERSID
        return this.world.persistent(this.pop());
      case 0x52: // REDUCE
        return this.reduce();
      default:
        return noValue;
    }
  }

  private act(opcode: number): void {
    switch (opcode) {
      case 0x80: // PROTO
        this.checkProtocol(this.view.getUint8(this.take(1)));
        break;
      case 0x28: // MARK
        this.marked.push(this.stack);
        this.stack = [];
        break;
      case 0x71: // BINPUT
        this.memo.set(this.view.getUint8(this.take(1)), this.top());
        break;
      case 0x72: // LONG_BINPUT
        this.memo.set(this.view.getUint32(this.take(4), true), this.top());
        break;
      case 0x61: // APPEND
        this.append(this.popMany(1));
        break;
      case 0x65: // APPENDS
        this.append(this.popMark());
        break;
      case 0x73: // SETITEM
        this.setItems(this.popMany(2));
        break;
      case 0x75: // SETITEMS
        this.setItems(this.popMark());
        break;
      case 0x62: // BUILD: the attributes of an OrderedDict, which nobody needs
        this.pop();
        if (!(this.top() instanceof Map)) throw this.unsafe('sets the state of an object that is no dict');
        break;
      default:
        throw this.unsafe(`uses the opcode 0x${opcode.toString(16).padStart(2, '0')}`);
    }
  }

  private checkProtocol(protocol: number): void {
    if (protocol !== 2) throw this.unsafe(`is written in protocol ${protocol} instead of 2`);
  }

  private reduce(): unknown {
    const [callee, args] = this.popMany(2);
    if (!(callee instanceof Builder)) throw this.unsafe('calls something that is no builder of tensors');
    if (!Array.isArray(args) || args.length > mostArguments)
      throw this.broken('a call in it has no tuple of a few arguments');
    return callee.build(args);
  }

  private global(name: string): unknown {
    const known = this.world.globals.get(name);
    if (known === undefined) throw this.unsafe(`asks for ${JSON.stringify(name)}`);
    return known;
  }

  private append(values: readonly unknown[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw this.broken('it appends to what is no list');
    for (const value of values) list.push(value);
  }

  private setItems(items: readonly unknown[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2 !== 0)
      throw this.broken('it sets items of what is no dict');
    for (let index = 0; index < items.length; index += 2) dict.set(items[index], items[index + 1]);
  }

  private pop(): unknown {
    return this.popMany(1)[0];
  }

  private popMany(count: number): unknown[] {
    if (this.stack.length < count) throw this.broken('its stack is empty where a value is needed');
    return this.stack.splice(-count);
  }

  /** The values above the last mark. */
  private popMark(): unknown[] {
    const values = this.stack;
    const below = this.marked.pop();
    if (below === undefined) throw this.broken('it ends a group that was not begun');
    this.stack = below;
    return values;
  }

  private top(): unknown {
    if (this.stack.length === 0) throw this.broken('its stack is empty where a value is needed');
    return this.stack.at(-1);
  }

  private recall(key: number): unknown {
    if (!this.memo.has(key)) throw this.broken(`it recalls value ${key}, which it never kept`);
    return this.memo.get(key);
  }

  /** A whole number of up to 8 bytes, the lowest first, in two's complement. */
  private long(): number {
    const length = this.view.getUint8(this.take(1));
    if (length === 0) return 0;
    if (length > 8) throw this.broken(`it holds a number of ${length} bytes`);
    const from = this.take(length);
    let value = 0n;
    for (let index = length - 1; index >= 0; index--)
      value = (value << 8n) | BigInt(this.bytes[from + index]!);
    const number = Number(BigInt.asIntN(8 * length, value));
    if (!Number.isSafeInteger(number)) throw this.broken(`it holds the number ${number}`);
    return number;
  }

  private text(length: number): string {
    const from = this.take(length);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + from, length).toString('utf8');
  }

  private line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    const length = end - this.at;
    if (end < 0 || length > longestName) throw this.broken('a name in it has no end');
    const text = this.text(length);
    this.take(1);
    return text;
  }

  /** Where the next bytes stand. */
  private take(length: number): number {
    const from = this.at;
    if (from + length > this.bytes.length) throw this.broken('it is cut short');
    this.at += length;
    return from;
  }

  private unsafe(does: string): RuntimeError {
    return new RuntimeError(
      'unsafe',
      `${this.source}: its pickle ${does}, which tensors don't need. It was refused, and nothing of it was run; ` +
        `get the weights from a source that you trust, best as safetensors.`,
    );
  }

  private broken(what: string): RuntimeError {
    return new RuntimeError('format', `${this.source}: its pickle is damaged: ${what}; download it again.`);
  }
}
