import { Buffer } from 'node:buffer';
import { damageBytes } from './damageBytes.mjs';

/** Lines that YAML makes much of: aliases of aliases, merges, tags, keys of all objects, cycles, depth. */
const lines = [
  ...['a: &a [x, x, x, x, x, x, x, x, x]', ...nested('abcdefghi')].map(String),
  'loop: &loop [*loop]',
  '<<: { experiments: all }',
  '__proto__: { polluted: true }',
  'constructor: { prototype: { polluted: true } }',
  'seed: !!js/function "function () {}"',
  'seed: !!binary "////"',
  'seed: 1e999',
  'seed: -.inf',
  'seed: 0x7fffffffffffffff',
  'samples: 1e9',
  `deep: ${'['.repeat(5000)}${']'.repeat(5000)}`,
  `deep: ${'{a: '.repeat(5000)}1${'}'.repeat(5000)}`,
  '? [a, b]\n: c',
  'seed: "\\e[2J"',
  '"\\e[2J": 1',
  '%YAML 9.9',
  '---',
  '\t',
];

/** Damages the text of a study: lines twice, away, at another depth or strange, or its bytes. */
export function damageYaml(bytes, choice) {
  if (choice.chance(35)) return damageBytes(bytes, choice);
  const text = bytes.toString().split('\n');
  for (let count = 1 + choice.below(3); count > 0; count--) {
    const at = choice.below(text.length);
    switch (choice.below(5)) {
      case 0:
        text.splice(at, 1);
        break;
      case 1:
        text.splice(at, 0, text[at]);
        break;
      case 2:
        text[at] = choice.of([`  ${text[at]}`, text[at].trimStart(), text[at].replace(/:.*/, ': null')]);
        break;
      default:
        text.splice(at, 0, choice.chance(20) ? lines.slice(0, 10).join('\n') : choice.of(lines));
    }
  }
  return Buffer.from(text.join('\n'));
}

/** Each name is nine times the one before it: nine names are 387 million values. */
function nested(names) {
  return [...names]
    .slice(1)
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${names[index]}`).join(', ')}]`);
}
