import { describe, expect, it } from 'vitest';
import { isGlibc, type Machine, misfit, type PrebuiltManifest } from './PrebuiltAddon.js';

const manifest: PrebuiltManifest = {
  platform: 'linux-x64',
  glibc: '2.27',
  nodeApi: 8,
  sources: '@tensorflow/tfjs-node@4.22.0',
  tensorflow: '2.21.0',
  libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  files: {},
};
const recipe = {
  tensorflowVersion: '2.21.0',
  sources: { title: '', spec: '@tensorflow/tfjs-node@4.22.0', fileName: '', sha256: '' },
  libraries: ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2'],
};
const machine: Machine = { platform: 'linux-x64', glibc: '2.27', nodeApi: 8 };

describe('misfit', () => {
  it('finds none where all is as it was built for, or newer', () => {
    expect(misfit(manifest, recipe, machine)).toBeUndefined();
    expect(misfit(manifest, recipe, { ...machine, glibc: '2.36', nodeApi: 10 })).toBeUndefined();
  });

  it.each<[Partial<PrebuiltManifest>, Partial<Machine>, string]>([
    [{ platform: 'linux-arm64' }, {}, 'is for linux-arm64, and this is linux-x64'],
    [{}, { glibc: '2.17' }, 'needs glibc 2.27, and this system has 2.17'],
    [{}, { glibc: '1.99' }, 'needs glibc 2.27, and this system has 1.99'],
    [{}, { glibc: undefined }, 'needs glibc 2.27, and this system has another C library'],
    [{ nodeApi: 10 }, { nodeApi: 9 }, 'needs Node-API 10, and this Node has 9'],
    [{ tensorflow: '2.20.0' }, {}, 'is for TensorFlow 2.20.0, and this is 2.21.0'],
    [
      { sources: '@tensorflow/tfjs-node@4.21.0' },
      {},
      'was built from @tensorflow/tfjs-node@4.21.0, and this is @tensorflow/tfjs-node@4.22.0',
    ],
    [
      { libraries: ['libtensorflow_cc.so.3'] },
      {},
      'needs libtensorflow_cc.so.3, which does not come with TensorFlow',
    ],
  ])('names what differs: %j on %j', (built, has, reason) => {
    expect(misfit({ ...manifest, ...built }, recipe, { ...machine, ...has })).toBe(
      `the prebuilt addon ${reason}`,
    );
  });

  it('compares versions as numbers', () => {
    expect(['2.3', '2.27', '2.100', '3.0', undefined].map((version) => isGlibc(version, '2.27'))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});
