import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { SpoolError } from '../errors.ts';

/**
 * Two relays with one spool would number events twice. Whoever works with it listens on a socket in its folder, which
 * is made where there is none; a socket on which nobody listens was left behind by a crash.
 *
 * @throws SpoolError (DL8003) when another relay is at work, or the folder can't be used.
 */
export async function lockSpool(directory: string): Promise<Server> {
  const path = join(directory, 'lock');
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    if (await isListening(path)) throw new Error('another relay works with it');
    await rm(path, { force: true });
    const server = createServer((socket) => socket.destroy());
    server.listen(path);
    await once(server, 'listening');
    return server.unref();
  } catch (error) {
    throw new SpoolError(directory, error instanceof Error ? error.message : String(error), error);
  }
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
