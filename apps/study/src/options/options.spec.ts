import { InvalidArgumentError } from 'commander';
import { describe, expect, it } from 'vitest';
import { choice, nearestName } from './choice.js';
import { defined } from './defined.js';
import { decimal, integer } from './number.js';
import { nonEmptyList } from './text.js';

describe('number options', () => {
  it.each([
    ['3e-3', 0.003],
    ['.5', 0.5],
    ['-1', -1],
    ['+2.', 2],
  ])('%s is a number', (text, value) => {
    expect(decimal()(text)).toBe(value);
  });

  it.each(['', ' ', 'x', '1,5', '0x10', 'NaN', 'Infinity', '1e999', '5 '])('%j is none', (text) => {
    expect(() => decimal()(text)).toThrow(InvalidArgumentError);
  });

  it.each(['', '1.5', '1e3', '9007199254740993', 'ten'])('%j is no whole number', (text) => {
    expect(() => integer()(text)).toThrow(`"${text}" is not a whole number.`);
  });

  it('holds its range', () => {
    expect(() => integer({ least: 1 })('0')).toThrow('at least 1');
    expect(() => decimal({ above: 0 })('0')).toThrow('larger than 0');
    expect(() => decimal({ most: 1 })('1.01')).toThrow('at most 1');
  });
});

describe('choice options', () => {
  it('names the nearest choice and all of them', () => {
    expect(() => choice(['easyedit', 'last-token'])('easy-edit')).toThrow(
      'Did you mean easyedit? It must be one of easyedit, last-token.',
    );
    expect(() => choice(['raw', 'chat'])('xxxxxxxx')).toThrow('It must be one of raw, chat.');
    expect(choice(['raw', 'chat'])('chat')).toBe('chat');
  });

  it('takes a name for near only where it could be meant', () => {
    expect(nearestName('smolm2', ['smollm2-135m'])).toBeUndefined();
    expect(nearestName('smollm-135m', ['smollm2-135m'])).toBe('smollm2-135m');
    expect(nearestName('ea', ['paper', 'easyedit'])).toBe('easyedit');
    expect(nearestName('RAW', ['raw', 'chat'])).toBe('raw');
  });
});

it('collects texts, none of them empty', () => {
  expect(nonEmptyList('b', nonEmptyList('a', undefined))).toEqual(['a', 'b']);
  expect(() => nonEmptyList(' ', ['a'])).toThrow('It is empty.');
});

it('drops what is undefined, and only that', () => {
  expect(defined({ a: undefined, b: 0, c: '' })).toEqual({ b: 0, c: '' });
});
