import * as z from 'zod/mini';
import type { Clock } from '../../../platform/clock.ts';
import { logger } from '../../../platform/logger.ts';
import { ConflictError } from '../../../platform/table.ts';
import type { Callback } from '../callbacks/callback.ts';
import { followedEvents, keptEvents } from '../callbacks/changes.ts';
import { InstallationFailedError } from '../callbacks/errors.ts';
import { type Command, command } from '../rest/batch.ts';
import type { Connection } from '../rest/connect.ts';
import { adoptTokens, install } from '../rest/grants.ts';
import type { Installation } from '../rest/installation.ts';
import { v2 } from '../rest/method.ts';
import type { Introduction } from './introduction.ts';
import { holderOf, prove } from './prove.ts';

export interface LifecycleParts {
  readonly connection: Connection;
  readonly clock: Clock;
}

const bindEvent = v2('event.bind', z.unknown());
/** What becomes of the application itself. `ONAPPINSTALL` and `ONAPPUPDATE` come to its installer unasked. */
const ownEvents: readonly string[] = ['ONAPPUNINSTALL', 'ONAPPPAYMENT'];
/** Of commands that bind what the portal keeps in a queue of its own, and what tells of that queue. */
const keptPrefix = 'KEPT_';
const wakeSeconds = 60;

/** The application on the portal: from its installation to its end. */
export class Lifecycle {
  readonly #parts: LifecycleParts;

  constructor(parts: LifecycleParts) {
    this.#parts = parts;
  }

  /**
   * Installed, updated or opened again: what is proven is stored, and events are bound, all in one batch. An update
   * drops bindings, so they are bound each time; those that are there are no error.
   *
   * @param handlerUrl where the portal is to send its events.
   * @throws InstallationRefusedError, InstallationFailedError
   */
  async introduce(introduced: Introduction, handlerUrl: string): Promise<Installation> {
    const { connection, clock } = this.#parts;
    const { installations: store, hosts } = connection;
    const given = await prove(introduced, { store, hosts, clock });
    const stored = await install(store, given, clock());
    await this.bindEvents(handlerUrl, given.userId);
    const installation = stored?.installation ?? { ...given, activeSince: clock() };
    logger.info('Bitrix24 application installed', { memberId: given.memberId, domain: given.domain });
    return installation;
  }

  /**
   * Every event comes with tokens of the one who installed the application, whoever caused it: they are what heals an
   * installation whose own are lost.
   *
   * @throws InstallationFailedError where one of the events can't be bound. Those that the portal keeps are a help only:
   * a plan may not have them.
   */
  async bindEvents(handler: string, userId: number): Promise<void> {
    const online = { handler, auth_type: userId };
    const commands: [string, Command<unknown>][] = [
      ...[...followedEvents, ...ownEvents].map((event): [string, Command<unknown>] => [
        event,
        command(bindEvent, { event, ...online }),
      ]),
      ...keptEvents.map((event): [string, Command<unknown>] => [
        `${keptPrefix}${event}`,
        command(bindEvent, { event, event_type: 'offline' }),
      ]),
      [
        `${keptPrefix}WAKE`,
        command(bindEvent, { event: 'ONOFFLINEEVENT', ...online, options: { minTimeout: wakeSeconds } }),
      ],
    ];
    const { client } = this.#parts.connection;
    const answers = await client.batch(Object.fromEntries(commands), {
      share: 'interactive',
      timeoutMs: 15_000,
    });
    for (const [event, answer] of Object.entries(answers)) {
      if (answer.kind === 'result' || answer.kind === 'alreadyDone') continue;
      const isHelp = event.startsWith(keptPrefix);
      logger[isHelp ? 'warn' : 'error']('Bitrix24 event not bound', {
        event,
        kind: answer.kind,
        portalCode: answer.code,
      });
      if (!isHelp) throw new InstallationFailedError(`the portal did not bind ${event}`);
    }
  }

  /** The tokens are void already; what we have of them goes. With `CLEAN` the application's credentials go as well. */
  async uninstalled({ auth, data }: Callback): Promise<void> {
    const { installations } = this.#parts.connection;
    for (;;) {
      const stored = await installations.read();
      if (stored?.installation.memberId !== auth.member_id) return;
      try {
        const isClean = typeof data !== 'string' && data.CLEAN === '1';
        await installations.remove(stored, isClean ? 'withApp' : 'keepApp');
        logger.warn('Bitrix24 application uninstalled', { memberId: auth.member_id, isClean });
        return;
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
      }
    }
  }

  /** Somebody paid, or a trial began: what waited for it goes on. */
  async paid({ data }: Callback): Promise<void> {
    const { installations, suspensions } = this.#parts.connection;
    if (typeof data === 'string' || data.PAYMENT_EXPIRED === 'Y') return;
    const stored = await installations.read();
    if (stored?.installation.suspension?.why === 'payment') await suspensions.lift();
  }

  /**
   * A verified event brought tokens while ours are lost. Whose they are is asked: of another person they would give
   * rights that nobody meant. An access token alone serves for its hour, and the next event brings another.
   */
  async heal({ auth }: Callback): Promise<void> {
    const { connection, clock } = this.#parts;
    const { member_id: memberId, access_token: accessToken, refresh_token: refreshToken, expires_in } = auth;
    const { clientEndpoint, userId } = (await connection.installations.read())?.installation ?? {};
    if (!accessToken || clientEndpoint === undefined) return;
    if (auth.user_id !== undefined && Number(auth.user_id) !== userId) return;
    const expiresAt = clock() + Number(expires_in ?? 3_600) * 1_000;
    if ((await holderOf(connection.hosts.portal(clientEndpoint), accessToken)) !== userId) return;
    const given = { memberId, accessToken, expiresAt, ...(refreshToken ? { refreshToken } : {}) };
    if (await adoptTokens(connection.installations, given, clock())) {
      logger.info('Bitrix24 tokens taken from an event', { memberId, canRefresh: Boolean(refreshToken) });
    }
  }
}
