import { connect, type Socket } from 'node:net';
import { AmiError } from '../errors.ts';
import { formatAction } from './message.ts';
import { type AmiBlock, AmiParser } from './parser.ts';

export interface AmiAccount {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly secret: string;
}

export interface SessionTimes {
  /** A ping is sent after so much silence. */
  readonly pingMs: number;
  /** How long an answer may take, to the ping as to anything. */
  readonly answerMs: number;
}

interface Waiting {
  readonly resolve: (block: AmiBlock) => void;
  readonly reject: (error: Error) => void;
  readonly items: AmiBlock[] | undefined;
}

/**
 * One connection to the Manager Interface: actions with their answers, and events as they come. It is over when the
 * connection is, or when Asterisk does not answer any more.
 */
export class AmiSession {
  /** Fulfilled when the connection is over, with what ended it. */
  readonly closed: Promise<Error>;
  readonly #socket: Socket;
  readonly #parser = new AmiParser();
  readonly #times: SessionTimes;
  readonly #onEvents: (events: readonly AmiBlock[]) => void;
  readonly #waiting = new Map<string, Waiting>();
  #count = 0;
  #heardAt = performance.now();
  #pinging: NodeJS.Timeout | undefined;

  private constructor(socket: Socket, times: SessionTimes, onEvents: (events: readonly AmiBlock[]) => void) {
    this.#socket = socket;
    this.#times = times;
    this.#onEvents = onEvents;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    this.closed = new Promise((resolve) => {
      let reason = new Error('Asterisk closed the connection');
      socket.on('error', (error) => {
        reason = error;
      });
      socket.on('close', () => {
        clearInterval(this.#pinging);
        for (const { reject } of this.#waiting.values()) reject(reason);
        this.#waiting.clear();
        resolve(reason);
      });
    });
  }

  /**
   * Connects and logs in. Events may come from the login on.
   * @param onEvents All events of one packet: none where it was an answer.
   * @throws AmiError (DL8005) where Asterisk isn't there or refuses the login.
   */
  static async open(
    account: AmiAccount,
    times: SessionTimes,
    onEvents: (events: readonly AmiBlock[]) => void,
  ): Promise<AmiSession> {
    const { host, port, username, secret } = account;
    const socket = connect({ host, port, timeout: times.answerMs });
    const session = new AmiSession(socket, times, onEvents);
    const connected = new Promise<undefined>((resolve) => socket.once('connect', () => resolve(undefined)));
    socket.once('timeout', () => socket.destroy(new Error('no connection in time')));
    const failure = await Promise.race([connected, session.closed]);
    if (failure !== undefined) {
      throw new AmiError(`There is no Manager Interface at ${host}:${port}: ${failure.message}.`, failure);
    }
    socket.setTimeout(0);
    try {
      await session.act({ Action: 'Login', Username: username, Secret: secret, Events: 'on' });
    } catch (error) {
      session.close();
      const problem = error instanceof Error ? error.message : String(error);
      throw new AmiError(`Asterisk refuses the login of "${username}": ${problem}.`, error);
    }
    session.#pinging = setInterval(() => session.#ping(), times.pingMs);
    return session;
  }

  /** Sends an action. @throws AmiError when Asterisk says no or nothing. */
  act(fields: Readonly<Record<string, string>>): Promise<AmiBlock> {
    return this.#ask(fields, undefined);
  }

  /** Sends an action that is answered by a list. */
  async list(fields: Readonly<Record<string, string>>): Promise<readonly AmiBlock[]> {
    const items: AmiBlock[] = [];
    await this.#ask(fields, items);
    return items;
  }

  get isOver(): boolean {
    return this.#socket.destroyed;
  }

  close(): void {
    this.#socket.destroy();
  }

  #ask(fields: Readonly<Record<string, string>>, items: AmiBlock[] | undefined): Promise<AmiBlock> {
    this.#count += 1;
    const id = `dutyline-${this.#count}`;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => done(() => reject(new AmiError(`Asterisk does not answer ${fields.Action}.`))),
        this.#times.answerMs,
      );
      const done = (act: () => void) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        act();
      };
      this.#waiting.set(id, {
        items,
        resolve: (block) => done(() => resolve(block)),
        reject: (error) => done(() => reject(error)),
      });
      this.#socket.write(formatAction({ ...fields, ActionID: id }));
    });
  }

  #read(chunk: Buffer): void {
    this.#heardAt = performance.now();
    const events: AmiBlock[] = [];
    for (const block of this.#parser.push(chunk)) {
      const asked = this.#waiting.get(block.ActionID ?? '');
      if (asked !== undefined) answer(block, asked);
      else if (block.Event !== undefined) events.push(block);
    }
    this.#onEvents(events);
  }

  /** A network that swallows everything looks like a quiet night. */
  #ping(): void {
    if (performance.now() - this.#heardAt < this.#times.pingMs) return;
    this.act({ Action: 'Ping' }).catch(() =>
      this.#socket.destroy(new Error('Asterisk does not answer any more')),
    );
  }
}

function answer(block: AmiBlock, { items, resolve, reject }: Waiting): void {
  if (block.Response !== undefined) {
    if (block.Response === 'Error') reject(new AmiError(block.Message ?? 'it says no'));
    else if (items === undefined) resolve(block);
  } else if (items === undefined || /Complete$/.test(block.Event ?? '')) resolve(block);
  else items.push(block);
}
