import { runTool } from './runTool.js';
import type { InstalledTensorflow } from './tensorflowFolder.js';

/** What TensorFlow did with a small product. */
export interface CardProbe {
  /** Whether it was computed on a card. */
  readonly onCard: boolean;
  /** Of the product, once it is warm. */
  readonly milliseconds?: number;
  /** Where it was not: what TensorFlow says about it, in one line. */
  readonly reason?: string;
}

/** Side of the two matrices. */
const side = 2048;
const program = `
const binding = require(process.argv[1]);
const half = new Float32Array(${side} * ${side}).fill(0.5);
const x = binding.createTensor([${side}, ${side}], binding.TF_FLOAT, half);
const flag = (name) => ({ name, type: binding.TF_ATTR_BOOL, value: false });
const attributes = [flag('transpose_a'), flag('transpose_b'), { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }];
let milliseconds, value;
for (let run = 0; run < 2; run++) {
  const start = process.hrtime.bigint();
  const [product] = binding.executeOp('MatMul', attributes, [x, x], 1);
  value = binding.tensorDataSync(product.id)[0];
  milliseconds = Number(process.hrtime.bigint() - start) / 1e6;
}
if (value !== ${side / 4}) throw new Error('The product is wrong: ' + value);
console.log('probe ' + JSON.stringify({ onCard: binding.isUsingGpuDevice(), milliseconds }));
`;

/** What TensorFlow logs where it doesn't use a card. */
const telling =
  /Could not load dynamic library|Cannot dlopen|failed call to cuInit|CUDA_ERROR|Error: |cuda.*(error|fail)/i;

/**
 * Computes a small product in a process of its own, so that a library that crashes or hangs does it there.
 * @param devices for `CUDA_VISIBLE_DEVICES`; default: as in this process
 */
export async function probeCard(
  { addon }: Pick<InstalledTensorflow, 'addon'>,
  devices?: string,
  signal?: AbortSignal,
): Promise<CardProbe> {
  const result = await runTool(process.execPath, ['-e', program, addon], {
    signal,
    timeoutMs: 120_000,
    env: {
      NODE_OPTIONS: undefined,
      TF_CPP_MIN_LOG_LEVEL: '0',
      TF_CPP_VMODULE: 'dso_loader=1', // names each library that it can't open
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      ...(devices !== undefined && { CUDA_VISIBLE_DEVICES: devices }),
    },
  });
  const told = /^probe (.*)$/m.exec(result.stdout)?.[1];
  const said = result.stderr.split('\n').find((line) => telling.test(line));
  // Without the date, the process and the place in the source; and without a path that has nothing to do with ours.
  const line = said
    ?.replace(/^.*\.cc:\d+\]\s*/, '')
    .replace(/; LD_LIBRARY_PATH: .*$/, '')
    .replace(/^Error: /, '')
    .trim();
  if (result.exit !== 0 || told === undefined)
    return { onCard: false, reason: line ?? 'it crashed, or did not answer within two minutes' };
  const probe = JSON.parse(told) as { onCard: boolean; milliseconds: number };
  return probe.onCard ? probe : { onCard: false, reason: line ?? 'it does not say why' };
}
