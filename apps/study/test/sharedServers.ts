import { afterAll, beforeAll } from 'vitest';
import type { Certificate } from './certificates.js';
import { startPostgres, type PostgresServer } from './postgresServer.js';
import { RedisServer, type RedisOptions } from './redisServer.js';

/** A PostgreSQL server for all tests of a file; it is there once the first one begins. */
export function sharedPostgres(tls?: Certificate): PostgresServer {
  const server = {} as PostgresServer;
  beforeAll(async () => {
    Object.assign(server, await startPostgres(tls));
  });
  afterAll(async () => {
    await server.remove();
  });
  return server;
}

/** A Redis server for all tests of a file; it is there once the first one begins. */
export function sharedRedis(options?: RedisOptions): RedisServer {
  const server = new RedisServer(options);
  beforeAll(async () => {
    await server.start();
  });
  afterAll(async () => {
    await server.stop();
  });
  return server;
}
