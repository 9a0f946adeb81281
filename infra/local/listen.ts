import { once } from 'node:events';
import type { Server } from 'node:http';
import { PortTakenError } from './errors.ts';

/**
 * Starts to listen on this machine only; port 0 takes any free one.
 *
 * @returns the port.
 * @throws PortTakenError (DL7007)
 */
export async function listen(server: Server, port = 0): Promise<number> {
  server.keepAliveTimeout = 600_000;
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTakenError(port, error);
    throw error;
  }
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}

/** Closes a server; requests underway get so long to end before their connections are cut. */
export async function close(server: Server, graceMs = 0): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

/** The whole body of a request. */
export async function readBody(incoming: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
