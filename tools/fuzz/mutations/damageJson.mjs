import { Buffer } from 'node:buffer';
import { damageBytes } from './damageBytes.mjs';

/** Values that are none of what a reader expects, or too much of it; each a JSON text. */
const strangers = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '1e308',
  '-1e308',
  '9007199254740993',
  '4294967296',
  '2147483648',
  '""',
  '"\\u0000"',
  '"\\u001b[2J\\u001b]0;x\\u0007"',
  '"\\u202eevil"',
  '"line\\nline\\rline"',
  '"__proto__"',
  '"constructor"',
  '"../../../../etc/passwd"',
  '"(a+)+$"',
  '"{{ range(999999999) }}"',
  '[]',
  '{}',
  '[null]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"length":4294967295}',
];
/** As deep as a reader that calls itself may still come, and deeper. */
const depths = [100, 5_000, 100_000];
const longString = `"${'a'.repeat(300_000)}"`;
/** Characters of what is written a thousand times: more would be all memory of whoever writes it. */
const longestRepeated = 1_000;
const strangeKeys = ['__proto__', 'constructor', 'toString', '', '\u0000', '\u001b[31m', '0', 'length'];

/** Damages the text of a JSON document: mostly its values and keys, at times its bytes. */
export function damageJson(text, choice) {
  if (choice.chance(25)) return damageBytes(Buffer.from(text), choice);
  const nodes = [];
  const document = wrap(JSON.parse(text), nodes);
  for (let count = 1 + choice.below(3); count > 0; count--) {
    const { items } = choice.of(nodes);
    const item = items?.length > 0 && choice.chance(20) ? choice.of(items) : undefined;
    if (item && write(item).length <= longestRepeated) {
      items.push(...Array(1000).fill(item));
      break; // more damage might make each of the thousand long
    }
    damageNode(choice.of(nodes), choice);
  }
  return Buffer.from(write(document));
}

/** The same for a file with one JSON document a line. */
export function damageJsonLines(text, choice) {
  const lines = text.split('\n').filter((line) => line !== '');
  if (choice.chance(20)) return damageBytes(Buffer.from(text), choice);
  const at = choice.below(lines.length);
  return Buffer.from(
    `${lines.map((line, index) => (index === at ? damageJson(line, choice).toString('latin1') : line)).join('\n')}\n`,
  );
}

/** Nodes hold what JSON.parse can't: a key twice, a text in place of a value. */
function wrap(value, nodes) {
  const node = { text: undefined, entries: undefined, items: undefined };
  nodes.push(node);
  if (Array.isArray(value)) node.items = value.map((item) => wrap(item, nodes));
  else if (typeof value === 'object' && value !== null)
    node.entries = Object.entries(value).map(([key, item]) => [key, wrap(item, nodes)]);
  else node.text = JSON.stringify(value);
  return node;
}

function damageNode(node, choice) {
  const children = node.entries ?? node.items;
  if (children !== undefined && children.length > 0 && choice.chance(70)) {
    const at = choice.below(children.length);
    switch (choice.below(6)) {
      case 0:
        children.splice(at, 1);
        return;
      case 1:
        children.push(children[at]); // the same key again, or the same item
        return;
      case 2:
        if (node.entries) children[at] = [choice.of(strangeKeys), children[at][1]];
        else children.splice(0, children.length);
        return;
      case 3:
        if (node.entries) children.push([choice.of(strangeKeys), replaced(choice)]);
        else children.push(replaced(choice));
        return;
      case 4:
        if (node.items) children.reverse();
        else children[at] = [`${children[at][0]} `, children[at][1]];
        return;
      default:
        if (node.entries) children[at] = [children[at][0], replaced(choice)];
        else children[at] = replaced(choice);
        return;
    }
  }
  Object.assign(node, replaced(choice));
}

function replaced(choice) {
  const kind = choice.below(20);
  let text = choice.of(strangers);
  if (kind === 0) text = longString;
  if (kind === 1) {
    const depth = choice.of(depths);
    text = choice.chance(50)
      ? `${'['.repeat(depth)}${']'.repeat(depth)}`
      : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  }
  return { text, entries: undefined, items: undefined };
}

function write({ text, entries, items }) {
  if (entries) return `{${entries.map(([key, node]) => `${JSON.stringify(key)}:${write(node)}`).join(',')}}`;
  if (items) return `[${items.map(write).join(',')}]`;
  return text;
}
