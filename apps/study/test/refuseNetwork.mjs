// Loaded in front of a program (node --import): lets it reach this machine alone, and writes down what else it tried, also by
// name, into the file that NETWORK_LOG names. Sockets are where all of Node's networks begin, fetch and undici included.
import { appendFileSync } from 'node:fs';
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import process from 'node:process';

const isHere = (host) =>
  host === undefined || /^(localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\..+)$/.test(host);

function refuse(what) {
  appendFileSync(process.env.NETWORK_LOG, `${what}\n`);
  throw Object.assign(new Error(`There is no network here: ${what}`), { code: 'ENETUNREACH' });
}

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  const host = typeof options === 'object' ? options.host : typeof args[1] === 'string' ? args[1] : undefined;
  const isPath = typeof options === 'object' ? options.path !== undefined : typeof options === 'string';
  if (!isPath && !isHere(host)) refuse(`a connection to ${host}`);
  return connect.apply(this, args);
};
for (const module of [dns, dns.promises])
  for (const name of Object.keys(module).filter((key) => /^(lookup|resolve)/.test(key))) {
    const original = module[name];
    module[name] = function (host, ...rest) {
      if (typeof host === 'string' && !isHere(host)) refuse(`the address of ${host}`);
      return original.call(this, host, ...rest);
    };
  }
const { send } = dgram.Socket.prototype;
dgram.Socket.prototype.send = function (...args) {
  const host = args.findLast((arg) => typeof arg === 'string');
  if (!isHere(host)) refuse(`a datagram to ${host}`);
  return send.apply(this, args);
};
