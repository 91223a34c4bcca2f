import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A server's certificate and its key, as files in PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** An authority that nobody knows, made by openssl, and certificates that it signs. */
export class Authority {
  private readonly folder = mkdtempSync(join(tmpdir(), 'authority-'));
  /** Its own certificate, in PEM. */
  readonly file = join(this.folder, 'authority.pem');
  private readonly key = join(this.folder, 'authority.key');

  constructor() {
    const subject = ['-subj', '/CN=Made-up authority', '-days', '2'];
    this.openssl('req', '-x509', ...newKey(this.key), ...subject, '-out', this.file);
  }

  /**
   * @param name the file's
   * @param hosts such as `DNS:localhost,IP:127.0.0.1`
   * @param days from now on; what ended before is expired
   */
  sign(name: string, hosts: string, days = 2): Certificate {
    const [request, certificate, key] = ['csr', 'pem', 'key'].map((ending) =>
      join(this.folder, `${name}.${ending}`),
    ) as [string, string, string];
    const subject = ['-subj', '/CN=server', '-addext', `subjectAltName=${hosts}`];
    this.openssl('req', ...newKey(key), ...subject, '-out', request);
    const signed = ['-CA', this.file, '-CAkey', this.key, '-copy_extensions', 'copy', '-days', String(days)];
    this.openssl('x509', '-req', '-in', request, ...signed, '-out', certificate);
    return { certificate, key };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}

/** An authority that is gone when the tests are done. */
export function newAuthority(): Authority {
  const authority = new Authority();
  afterAll(() => {
    authority.remove();
  });
  return authority;
}

function newKey(file: string): readonly string[] {
  return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file];
}
