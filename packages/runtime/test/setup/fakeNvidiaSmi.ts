import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';

/** Two cards, as nvidia-smi tells of them. */
export const twoCards = [
  '0, GPU-11111111-aaaa, NVIDIA H100 80GB HBM3, 550.54.15, 81559, 9.0',
  '1, GPU-22222222-bbbb, NVIDIA L4, 550.54.15, 23034, 8.9',
];

/** What nvidia-smi 470 says to a question for compute capabilities, which it doesn't know. */
const unknownField = `case "$1" in *compute_cap*) printf 'Field "compute_cap" is not a valid field to query.\\n\\n'; exit 2;; esac`;

/** Puts a program `nvidia-smi` in front of the PATH that prints these lines, or fails with them. */
export function fakeNvidiaSmi(
  folder: string,
  lines: readonly string[],
  { exit = 0, knowsCapability = true } = {},
): void {
  const programs = join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  const answer = `cat <<'END'\n${lines.join('\n')}\nEND\nexit ${exit}\n`;
  const program = `#!/bin/sh\n${knowsCapability ? '' : unknownField}\n${answer}`;
  writeFileSync(join(programs, 'nvidia-smi'), program, { mode: 0o755 });
  vi.stubEnv('PATH', `${programs}:${process.env['PATH'] ?? ''}`);
}
