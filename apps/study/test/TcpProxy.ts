import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server on loopback that can be cut: then nothing comes through, and nobody is told. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private isCut = false;
  /** How many connections were made so far. */
  connections = 0;

  private constructor(
    private readonly server: Server,
    /** Of the proxy. */
    readonly port: number,
  ) {}

  /** @param target the server's port */
  static async start(target: number): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new TcpProxy(server, (server.address() as AddressInfo).port);
    server.on('connection', (from) => {
      proxy.connections++;
      proxy.join(from, connect(target, '127.0.0.1'));
    });
    return proxy;
  }

  cut(): void {
    this.isCut = true;
  }

  /** What was open is broken, as after a long partition; new connections go through. */
  heal(): void {
    this.isCut = false;
    for (const socket of this.sockets) socket.destroy();
  }

  stop(): void {
    this.heal();
    this.server.close();
  }

  private join(from: Socket, to: Socket): void {
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.sockets.add(one);
      one.on('data', (bytes) => {
        if (!this.isCut) other.write(bytes);
      });
      one.on('error', () => undefined);
      one.on('close', () => {
        this.sockets.delete(one);
        if (!this.isCut) other.destroy();
      });
    }
  }
}

/** The same address at another port. */
export function through(url: string, port: number): string {
  return url.replace(/:\d+(?=\/|$)/, `:${port}`);
}
