import type { Logger } from '../../../../shared/platform/logger.ts';
import { Backoff } from '../send/backoff.ts';
import type { AmiBlock } from './parser.ts';
import { type AmiAccount, AmiSession, type SessionTimes } from './session.ts';

export interface AmiPorts {
  readonly account: AmiAccount;
  readonly log: Logger;
  /**
   * After each login: the channels that there are, and the events since then; what they say may be in the list
   * already. `undefined` where Asterisk does not give the list.
   */
  readonly onChannels: (items: readonly AmiBlock[] | undefined, since: readonly AmiBlock[]) => void;
  readonly onEvents: (events: readonly AmiBlock[]) => void;
  /** Asterisk was heard, be it by an answer to a ping. */
  readonly onAlive?: () => void;
  readonly times?: SessionTimes;
  /** The first and the longest wait before connecting again. */
  readonly waits?: { readonly firstMs: number; readonly mostMs: number };
}

const usualTimes: SessionTimes = { pingMs: 10_000, answerMs: 10_000 };

/** Keeps a connection to Asterisk: connects again, with growing patience, whenever it breaks off. */
export class AmiClient {
  readonly #ports: AmiPorts;
  readonly #backoff: Backoff;
  #session: AmiSession | undefined;
  #isStopped = false;
  #endWait: () => void = () => undefined;
  #running: Promise<void> | undefined;

  constructor(ports: AmiPorts) {
    this.#ports = ports;
    const { firstMs, mostMs } = ports.waits ?? { firstMs: 500, mostMs: 30_000 };
    this.#backoff = new Backoff(firstMs, mostMs);
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#session?.close();
    this.#endWait();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        const reason = await this.#connected();
        if (!this.#isStopped) this.#ports.log.warn('The connection to Asterisk broke off', { error: reason });
      } catch (error) {
        this.#ports.log.error('No connection to Asterisk', { error });
      }
      if (!this.#isStopped) await this.#pause(this.#backoff.next());
    }
  }

  /** One connection, from login to its end. Events wait until it is known which channels there are. */
  async #connected(): Promise<Error> {
    const { account, times = usualTimes, onEvents, onChannels, onAlive, log } = this.#ports;
    let early: AmiBlock[] | undefined = [];
    const session = await AmiSession.open(account, times, (events) => {
      if (early !== undefined) {
        early.push(...events);
        return;
      }
      if (events.length > 0) onEvents(events);
      onAlive?.();
    });
    this.#session = session;
    if (this.#isStopped) session.close();
    const items = await this.#channels(session);
    const since = early;
    early = undefined;
    onChannels(items, since);
    this.#backoff.reset();
    log.info('Connected to Asterisk', { host: account.host, port: account.port });
    return session.closed;
  }

  async #channels(session: AmiSession): Promise<readonly AmiBlock[] | undefined> {
    try {
      return await session.list({ Action: 'CoreShowChannels' });
    } catch (error) {
      if (session.isOver) throw error;
      this.#ports.log.error('Asterisk does not list its channels: the account needs write = reporting', {
        error,
      });
      return undefined;
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endWait = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
