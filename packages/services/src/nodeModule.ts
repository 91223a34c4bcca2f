import { ServiceError } from './ServiceError.js';

interface MaybeNode {
  readonly process?: { readonly getBuiltinModule?: (name: string) => unknown };
}

/**
 * A module of Node's own, asked for where it is needed instead of imported, so that a browser can load what needs it only
 * here and there. Called as `nodeModule<typeof fs>('node:fs')`.
 * @throws {ServiceError} `no-node`: this is a browser, or something else without Node's modules
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- no type of Node's may stand in the declaration
export function nodeModule<Module>(name: `node:${string}`): Module {
  const found = (globalThis as MaybeNode).process?.getBuiltinModule?.(name);
  if (found === undefined)
    throw new ServiceError(
      'no-node',
      name,
      'is a part of Node, which this is not. Browsers have no files and no programs: pass what you have already read.',
    );
  return found as Module;
}
