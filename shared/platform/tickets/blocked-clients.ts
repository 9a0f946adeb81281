import type { ChannelId } from '../../base/ids.ts';
import type { ClientWrote } from '../../tickets/message-events.ts';
import { expiry } from '../expiry.ts';
import type { Table } from '../table.ts';

const keptDays = 400;

/** D-67: whose messages are dropped, and that they were. */
export class BlockedClients {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async has(channelId: ChannelId, clientId: string): Promise<boolean> {
    return (await this.#table.get(keyOf(channelId, clientId))) !== undefined;
  }

  /** @param by who did it, for the record. */
  async block(channelId: ChannelId, clientId: string, by: string, at: number): Promise<void> {
    await this.#table.put({ ...keyOf(channelId, clientId), by, at });
  }

  async unblock(channelId: ChannelId, clientId: string): Promise<void> {
    await this.#table.transact([{ delete: keyOf(channelId, clientId) }]);
  }

  /** That there was a message, nothing of what it said. */
  async noteDropped({ id, channelId, client, at }: ClientWrote): Promise<void> {
    await this.#table.put({
      pk: keyOf(channelId, client.id).pk,
      sk: `DROPPED#${new Date(at).toISOString()}#${id}`,
      expiresAt: expiry(at, keptDays),
    });
  }
}

const keyOf = (channelId: ChannelId, clientId: string) => ({
  pk: `BLOCKED#${channelId}#${clientId}`,
  sk: 'BLOCKED',
});
