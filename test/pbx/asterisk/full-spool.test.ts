import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AmiBlock } from '../../../infra/pbx/asterisk/ami/parser.ts';
import { defaultNumbering } from '../../../infra/pbx/asterisk/calls/channel-kind.ts';
import { Relay } from '../../../infra/pbx/asterisk/relay.ts';
import { poster } from '../../../infra/pbx/asterisk/send/post.ts';
import { refusedFile } from '../../../infra/pbx/asterisk/send/refused.ts';
import { Spool } from '../../../infra/pbx/asterisk/spool/spool.ts';
import { Logger } from '../../../shared/platform/logger.ts';
import { AmiServer } from '../../standins/asterisk/ami-server.ts';
import { capture, eventsOf } from './captures.ts';
import { until } from './relay-process.ts';
import { faultsOf } from './verdict.ts';
import { Webhook, webhookSecret } from './webhook.ts';

let folder: string;
let asterisk: AmiServer;
let webhook: Webhook;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'full-'));
  asterisk = await AmiServer.start();
  webhook = await Webhook.start();
});

afterEach(async () => {
  await asterisk.stop();
  await webhook.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The same call once more, with ids of its own. */
const again = (events: readonly AmiBlock[], round: number): readonly AmiBlock[] =>
  events.map((event) =>
    Object.fromEntries(
      Object.entries(event).map(([key, value]) => [key, value.replace(/pbx1-(\d+)/, `pbx1-${round}$1`)]),
    ),
  );

/** Calls that are lost, as the relay says it. */
class LossLog extends Logger {
  readonly lost: string[] = [];

  override error(message: string, fields: { calls?: readonly string[] } = {}): void {
    if (message.startsWith('The spool is full')) this.lost.push(...(fields.calls ?? []));
  }
}

describe('a spool that is full', () => {
  it('keeps the oldest calls whole, says once of each other one that it is lost, and goes on when there is room', async () => {
    const spool = await Spool.open({ directory: folder, maxBytes: 60_000 });
    const log = new LossLog();
    const secret = 'ami-secret-of-the-test';
    const relay = new Relay({
      account: { host: '127.0.0.1', port: asterisk.port, username: 'dutyline', secret },
      numbering: defaultNumbering,
      spool,
      post: poster(new URL(webhook.url), webhookSecret, Date.now),
      refused: refusedFile(folder, Date.now),
      log,
      now: Date.now,
    });
    webhook.mood = 'busy';
    relay.start();
    await until('it listens', () => asterisk.connections > 0);
    const events = eventsOf(capture('23'));
    let round = 1;
    for (; log.lost.length < 2; round += 1) {
      expect(round).toBeLessThan(200);
      const [waiting, lost] = [spool.waiting, log.lost.length];
      asterisk.play(again(events, round));
      await until('it is read', () => spool.waiting > waiting || log.lost.length > lost);
    }

    webhook.mood = 'takes';
    const endsOf = () => webhook.events.filter(({ kind }) => kind === 'ended').length;
    await until('all that was kept is told', () => spool.waiting === 0 && endsOf() > 0);
    asterisk.play(again(events, round));
    await until('the next one is told', () => endsOf() === round - log.lost.length);
    await relay.stop();
    await spool.close();
    expect(faultsOf(webhook.events)).toEqual([]);
    expect(new Set(log.lost).size).toBe(log.lost.length);
    const told = webhook.events.map(({ callId }) => String(callId));
    expect(log.lost.filter((id) => told.includes(`generic:${id}`))).toEqual([]);
  });
});
