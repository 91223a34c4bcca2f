import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As much of a driver as makes TensorFlow believe in one card, up to where it would compute on it. */
const libraries = {
  'libcuda.so.1': `
    #include <cstring>
    #include <cstddef>
    extern "C" {
    int cuInit(unsigned) { return 0; }
    int cuDriverGetVersion(int* version) { *version = 12040; return 0; }
    int cuDeviceGetCount(int* count) { *count = 1; return 0; }
    int cuDeviceGet(int* device, int index) { *device = index; return 0; }
    int cuDeviceGetName(char* name, int length, int) { std::strncpy(name, "Fake", length); return 0; }
    int cuDeviceGetPCIBusId(char* id, int length, int) { std::strncpy(id, "0000:01:00.0", length); return 0; }
    int cuDeviceTotalMem_v2(size_t* bytes, int) { *bytes = size_t{80} << 30; return 0; }
    int cuMemGetInfo_v2(size_t* free, size_t* total) { *free = *total = size_t{80} << 30; return 0; }
    int cuDeviceGetAttribute(int* value, int attribute, int) {
      const int major = 75, minor = 76; // of the compute capability
      *value = attribute == major ? 9 : attribute == minor ? 0 : 1;
      return 0;
    }
    int cuDevicePrimaryCtxGetState(int, unsigned* flags, int* active) { *flags = *active = 0; return 0; }
    int cuDevicePrimaryCtxSetFlags_v2(int, unsigned) { return 0; }
    int cuDevicePrimaryCtxRetain(void** context, int) { *context = reinterpret_cast<void*>(0x1000); return 0; }
    int cuCtxGetCurrent(void** context) { *context = nullptr; return 0; }
    int cuCtxSetCurrent(void*) { return 0; }
    int cuCtxGetDevice(int* device) { *device = 0; return 0; }
    int cuGetErrorName(int, const char** name) { *name = "fake"; return 0; }
    int cuGetErrorString(int, const char** text) { *text = "fake"; return 0; }
    }`,
  'libnvidia-ml.so.1': `
    extern "C" {
    int nvmlInit_v2() { return 0; }
    int nvmlDeviceGetCount_v2(unsigned* count) { *count = 1; return 0; }
    }`,
};

/** Compiles the libraries of a driver that isn't there. @returns the folder for LD_LIBRARY_PATH */
export function fakeDriver(folder: string): string {
  const driver = join(folder, 'driver');
  mkdirSync(driver);
  for (const [name, source] of Object.entries(libraries)) {
    const file = join(driver, `${name}.cc`);
    writeFileSync(file, source);
    execFileSync('c++', ['-shared', '-fPIC', `-Wl,-soname,${name}`, file, '-o', join(driver, name)]);
  }
  return driver;
}
