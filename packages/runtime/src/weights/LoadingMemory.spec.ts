import { expect, it } from 'vitest';
import { LoadingMemory } from './LoadingMemory.js';

it('gives blocks that lie apart, where TensorFlow copies them, and the same again after a reset', () => {
  const sizes = [3, 8, 64, 0, 2];
  const memory = new LoadingMemory(sizes.reduce((sum, size) => sum + LoadingMemory.room(size), 0));
  const blocks = sizes.map(memory.take);
  blocks.forEach((block, index) => block.fill(index + 1));
  expect(blocks.map(({ length }) => length)).toEqual(sizes);
  expect(new Set(blocks.map(({ buffer }) => buffer)).size).toBe(1);
  for (const [index, block] of blocks.entries()) {
    expect(block.byteOffset % 8).toBe(4);
    expect([...block].every((byte) => byte === index + 1)).toBe(true);
  }
  memory.reset();
  expect(memory.take(3)).toEqual(blocks[0]);
  expect(memory.take(3).byteOffset).toBe(blocks[1]!.byteOffset);
});

it('gives new memory where it has none left', () => {
  const memory = new LoadingMemory(LoadingMemory.room(10));
  const [first, second] = [memory.take(10).fill(1), memory.take(10).fill(2)];
  expect(second.buffer).not.toBe(first.buffer);
  expect(second.byteOffset).toBe(4);
  expect([...first]).toEqual(Array<number>(10).fill(1));
});
