import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TensorflowRecipe } from '../../src/setup/artifacts.js';
import { makeTarball, makeWheel } from './archives.js';
import { FakeRegistries, sha256 } from './FakeRegistries.js';

const header = 'extern "C" const char* TF_Version();\n';
const addonSource = `
#include <node_api.h>
#include "tensorflow/c/c_api.h"
#include "binding/name.h"
static napi_value Init(napi_env env, napi_value exports) {
  napi_value version;
  napi_create_string_utf8(env, TF_Version(), NAPI_AUTO_LENGTH, &version);
  napi_set_named_property(env, exports, VERSION_NAME, version);
  return exports;
}
NAPI_MODULE(tfjs_binding, Init)
`;

/** A wheel and an npm tarball of the real ones' shape, small, whose addon really compiles, links and loads. */
export async function openFakeTensorflow(
  folder: string,
): Promise<{ registries: FakeRegistries; recipe: TensorflowRecipe; cudaRecipe: TensorflowRecipe }> {
  const library = sharedLibrary(
    folder,
    'libfake_cc.so.2',
    'extern "C" const char* TF_Version() { return "9.9.9"; }',
  );
  const framework = sharedLibrary(
    folder,
    'libfake_framework.so.2',
    'extern "C" int framework() { return 1; }',
  );
  const wheel = makeWheel(folder, 'fake_tensorflow', '9.9.9', {
    'tensorflow/libfake_cc.so.2': library,
    'tensorflow/libfake_framework.so.2': framework,
    'tensorflow/include/tensorflow/c/c_api.h': header,
    'tensorflow/other/large.bin': randomBytes(400_000),
  });
  const tarball = makeTarball(join(folder, 'fake-addon-1.0.0.tgz'), {
    'package/package.json': JSON.stringify({ name: 'fake-addon', version: '1.0.0' }),
    'package/binding/tfjs_binding.cc': addonSource,
    'package/binding/name.h': '#define VERSION_NAME "TF_Version"\n',
  });
  const companions = ['nvidia_one_cu12', 'nvidia_two_parts_cu12'].map((name) => {
    const part = name.slice('nvidia_'.length, -'_cu12'.length);
    return makeWheel(folder, name, '1.2.3', {
      'nvidia/__init__.py': '', // in all of them
      [`nvidia/${part}/lib/lib${part}.so.12`]: library,
      [`nvidia/${part}/include/${part}.h`]: header,
    });
  });
  const recipe: TensorflowRecipe = {
    tensorflowVersion: '9.9.9',
    folderName: '9.9.9-1.0.0-fake',
    build: 1,
    wheel: {
      title: 'TensorFlow 9.9.9',
      requirement: 'fake-tensorflow==9.9.9',
      fileName: basename(wheel),
      bytes: statSync(wheel).size,
      sha256: sha256(wheel),
      pipTarget: [],
    },
    companions: [],
    links: [],
    libraryFolder: '',
    prebuilt: undefined,
    sources: {
      title: 'the sources of fake-addon 1.0.0',
      spec: 'fake-addon@1.0.0',
      fileName: basename(tarball),
      sha256: sha256(tarball),
    },
    libraries: ['tensorflow/libfake_cc.so.2', 'tensorflow/libfake_framework.so.2'],
    headers: ['tensorflow/include/tensorflow/c/'],
    includeFolder: 'tensorflow/include',
    sourceFolder: 'package/binding/',
    compile: ['package/binding/tfjs_binding.cc'],
    bytesNeeded: 1_000_000,
  };
  const cudaRecipe: TensorflowRecipe = {
    ...recipe,
    folderName: '9.9.9-1.0.0-fake-cuda',
    libraryFolder: 'tensorflow',
    links: [{ path: 'nvidia/one/lib/libtwo_parts.so.12', target: '../../two_parts/lib/libtwo_parts.so.12' }],
    companions: companions.map((file) => {
      const [name = '', version = ''] = basename(file).split('-');
      const title = name.replaceAll('_', '-');
      return {
        title,
        requirement: `${title}==${version}`,
        fileName: basename(file),
        bytes: statSync(file).size,
        sha256: sha256(file),
        pipTarget: [],
        folder: `nvidia/${name.slice('nvidia_'.length, -'_cu12'.length)}/`,
      };
    }),
  };
  return { registries: await FakeRegistries.open(wheel, tarball, companions), recipe, cudaRecipe };
}

function sharedLibrary(folder: string, name: string, source: string): Buffer {
  const file = join(folder, `${name}.cc`);
  const output = join(folder, name);
  writeFileSync(file, source);
  execFileSync('c++', ['-shared', '-fPIC', `-Wl,-soname,${name}`, file, '-o', output]);
  return readFileSync(output);
}
