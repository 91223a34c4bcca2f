import { runTool } from './runTool.js';
import type { SetupCheck } from './SetupCheck.js';
import { type AdapterInfo, adapterAdvice, dawnFlags, describeAdapter } from './webgpuAdapter.js';

const name = 'WebGPU engine';
const program = `
const [, dawn, flags] = process.argv;
const gpu = (await import(dawn)).create(JSON.parse(flags));
const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
const { vendor, device, description } = adapter?.info ?? {};
console.log('probe ' + JSON.stringify(adapter ? { vendor, device, description } : null));
`;

/**
 * Whether the engine `webgpu`, which nobody needs, could be used, and on what.
 * Asks in a process of its own, so that a driver that crashes or hangs does it there.
 */
export async function inspectWebgpu(): Promise<SetupCheck> {
  const dawn = findDawn();
  if (dawn === undefined)
    return {
      name,
      status: 'warning',
      detail: 'the package webgpu is not installed; only the engine webgpu needs it',
      fix: 'for a graphics card without CUDA: npm install webgpu',
    };
  const args = ['--input-type=module', '-e', program, dawn, JSON.stringify(dawnFlags())];
  const result = await runTool(process.execPath, args, {
    timeoutMs: 60_000,
    env: { NODE_OPTIONS: undefined },
  });
  const told = /^probe (.*)$/m.exec(result.stdout)?.[1];
  const adapter = told === undefined ? undefined : (JSON.parse(told) as AdapterInfo | null);
  if (adapter) return { name, status: 'ok', detail: describeAdapter(adapter) };
  const said = result.stderr.split('\n').find((line) => /^Warning: |Error: /.test(line));
  const reason = said === undefined ? '' : `: ${said.replace(/^(Warning|Error): /, '').trim()}`;
  return { name, status: 'warning', detail: `no graphics adapter${reason}`, fix: adapterAdvice() };
}

function findDawn(): string | undefined {
  try {
    return import.meta.resolve('webgpu');
  } catch {
    return undefined;
  }
}
