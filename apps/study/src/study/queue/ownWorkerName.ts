import { hostname } from 'node:os';

/** The name of this process as a worker: short enough for PostgreSQL's list of connections, where it is read from. */
export function ownWorkerName(): string {
  const host = hostname().replace(/[^A-Za-z0-9-]/g, '_');
  return `${host.slice(0, 24)}.${process.pid}`;
}
