import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type AmiBlock, AmiParser } from '../../../infra/pbx/asterisk/ami/parser.ts';
import { ChannelTable } from './channel-table.ts';

export interface AmiServerOptions {
  readonly username?: string;
  readonly secret?: string;
  readonly port?: number;
  /** What the account may not do: Asterisk then says so. */
  readonly forbids?: readonly string[];
  /** Cuts what is sent into pieces of so many bytes, as a network does. */
  readonly pieces?: () => number;
}

/**
 * An Asterisk as its Manager Interface shows it: takes logins, plays recordings, answers what it is asked. It goes on
 * living while nobody is connected, and repeats nothing.
 */
export class AmiServer {
  /** Everything that it was asked, with the values of secrets. */
  readonly asked: AmiBlock[] = [];
  logins = 0;
  /** It reads and says nothing any more, as behind a network that swallows everything. */
  isMute = false;
  /** The account may do less from now on. */
  forbids: readonly string[];
  readonly #server: Server;
  readonly #options: AmiServerOptions;
  readonly #sockets = new Set<Socket>();
  readonly #listeners = new Set<Socket>();
  readonly #table = new ChannelTable();

  private constructor(options: AmiServerOptions) {
    this.#options = options;
    this.forbids = options.forbids ?? [];
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(options: AmiServerOptions = {}): Promise<AmiServer> {
    const server = new AmiServer(options);
    server.#server.listen(options.port ?? 0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.#listeners.size;
  }

  /** The ids of the calls that there are. */
  get calls(): readonly string[] {
    return this.#table.items.map(({ Linkedid = '' }) => Linkedid);
  }

  /** These events happen now. Who is connected hears them; nobody else ever will. */
  play(events: readonly AmiBlock[]): void {
    for (const event of events) this.#table.follow(event);
    const text = events.map(format).join('');
    for (const socket of this.#listeners) this.#send(socket, text);
  }

  /** Breaks all connections off. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#listeners.delete(socket);
    });
    socket.on('error', () => undefined);
    this.#send(socket, 'Asterisk Call Manager/11.0.0\r\n');
    const parser = new AmiParser();
    socket.on('data', (chunk: Buffer) => {
      for (const block of parser.push(chunk)) this.#answer(socket, block);
    });
  }

  #answer(socket: Socket, asked: AmiBlock): void {
    this.asked.push(asked);
    const { Action = '', ActionID = '' } = asked;
    const reply = (fields: Record<string, string>) => this.#send(socket, format({ ActionID, ...fields }));
    if (this.forbids.includes(Action)) {
      reply({ Response: 'Error', Message: 'Permission denied' });
    } else if (Action === 'Login') {
      this.#login(socket, asked, reply);
    } else if (Action === 'Ping') {
      reply({ Response: 'Success', Ping: 'Pong' });
    } else if (Action === 'CoreShowChannels') {
      const { items } = this.#table;
      reply({ Response: 'Success', EventList: 'start', Message: 'Channels will follow' });
      for (const item of items) this.#send(socket, format({ ...item, ActionID }));
      reply({ Event: 'CoreShowChannelsComplete', EventList: 'Complete', ListItems: String(items.length) });
    } else {
      reply({ Response: 'Error', Message: 'Invalid/unknown command' });
    }
  }

  #login(socket: Socket, asked: AmiBlock, reply: (fields: Record<string, string>) => void): void {
    const { username = 'dutyline', secret = 'ami-secret-of-the-test' } = this.#options;
    if (asked.Username !== username || asked.Secret !== secret) {
      reply({ Response: 'Error', Message: 'Authentication failed' });
      socket.end();
      return;
    }
    this.logins += 1;
    reply({ Response: 'Success', Message: 'Authentication accepted' });
    this.#listeners.add(socket);
    this.#send(socket, format({ Event: 'FullyBooted', Privilege: 'system,all', Uptime: '315' }));
  }

  #send(socket: Socket, text: string): void {
    if (this.isMute || socket.destroyed) return;
    const { pieces } = this.#options;
    const bytes = Buffer.from(text);
    if (pieces === undefined) {
      socket.write(bytes);
      return;
    }
    for (let start = 0; start < bytes.length; ) {
      const size = Math.max(1, pieces());
      socket.write(bytes.subarray(start, start + size));
      start += size;
    }
  }
}

const format = (block: AmiBlock): string =>
  `${Object.entries(block)
    .map(([key, value]) => `${key}: ${value}`)
    .join('\r\n')}\r\n\r\n`;
