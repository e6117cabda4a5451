import { connect } from 'node:net';

/**
 * Writes bytes to a port as they are and gives back what comes until the other side closes, or
 * until `until` has come.
 */
export function rawRequest(
  url: string,
  bytes: string | Uint8Array,
  until?: RegExp,
): Promise<{ text: string; closedAfterMs: number }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let text = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const done = (): void => {
      socket.destroy();
      resolve({ text, closedAfterMs: performance.now() - startedAt });
    };
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (until?.test(text) === true) done();
    });
    socket.on('close', done);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') done();
      else reject(error);
    });
  });
}
