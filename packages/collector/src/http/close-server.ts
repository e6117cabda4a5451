import type { Server } from 'node:http';
import type { Socket } from 'node:net';

const sweepMs = 50;

/**
 * A way to close a server that lets requests under way finish and waits for nothing else. Call it
 * before the server listens.
 *
 * Node's own `close` waits for connections that were opened ahead of a request, as browsers and
 * `fetch` do, and for those that become idle after it was called.
 */
export function prepareClose(server: Server): (graceMs: number) => Promise<void> {
  const unused = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));

  return async (graceMs) => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const sweep = (): void => {
      for (const socket of unused) socket.destroy();
      server.closeIdleConnections();
    };
    sweep();
    const sweeping = setInterval(sweep, sweepMs);
    const force = setTimeout(() => server.closeAllConnections(), graceMs);
    await closed;
    clearInterval(sweeping);
    clearTimeout(force);
  };
}
