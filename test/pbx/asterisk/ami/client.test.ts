import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AmiClient } from '../../../../infra/pbx/asterisk/ami/client.ts';
import type { AmiBlock } from '../../../../infra/pbx/asterisk/ami/parser.ts';
import { Logger } from '../../../../shared/platform/logger.ts';
import { AmiServer } from '../../../standins/asterisk/ami-server.ts';
import { capture, eventsOf } from '../captures.ts';
import { until } from '../relay-process.ts';

let asterisk: AmiServer;
let client: AmiClient;
const lists: (readonly AmiBlock[] | undefined)[] = [];
const heard: AmiBlock[] = [];
let alive = 0;

beforeEach(async () => {
  lists.length = 0;
  heard.length = 0;
  alive = 0;
  asterisk = await AmiServer.start();
  client = new AmiClient({
    account: {
      host: '127.0.0.1',
      port: asterisk.port,
      username: 'dutyline',
      secret: 'ami-secret-of-the-test',
    },
    log: new Logger(),
    onChannels: (items, since) => {
      lists.push(items);
      heard.push(...since);
    },
    onEvents: (events) => void heard.push(...events),
    onAlive: () => {
      alive += 1;
    },
    times: { pingMs: 40, answerMs: 3_000 },
    waits: { firstMs: 10, mostMs: 50 },
  });
});

afterEach(async () => {
  await client.stop();
  await asterisk.stop();
});

const events = () =>
  heard.filter(({ Event }) => Event !== 'FullyBooted').map(({ Event, Uniqueid }) => `${Event} ${Uniqueid}`);

describe('the connection to Asterisk', () => {
  it('asks for the channels after every login, and gives the list before what comes later', async () => {
    const recording = eventsOf(capture('01'));
    const isSecond = ({ Event, Channel }: AmiBlock) =>
      Event === 'Newchannel' && Channel === 'PJSIP/101-00000001';
    const before = recording.findIndex(isSecond) + 1;
    asterisk.play(recording.slice(0, before));
    client.start();
    await until('it has the list', () => lists.length === 1);
    expect(lists[0]?.map(({ Channel, BridgeId }) => [Channel, BridgeId])).toEqual([
      ['PJSIP/trunk-a-00000000', expect.any(String)],
      ['PJSIP/101-00000001', expect.any(String)],
    ]);
    asterisk.play(recording.slice(before));
    await until('it has heard the rest', () => events().length === recording.length - before);
    asterisk.cut();
    await until('it has the list again', () => lists.length === 2);
    expect(lists[1]).toEqual([]);
  });

  it('asks nothing of Asterisk but login, list and ping', async () => {
    client.start();
    await until('it has pinged', () => alive > 2);
    expect(new Set(asterisk.asked.map(({ Action }) => Action))).toEqual(
      new Set(['Login', 'CoreShowChannels', 'Ping']),
    );
  });

  it('finds out that the network swallows everything, and connects anew', async () => {
    client.start();
    await until('it has the list', () => lists.length === 1);
    asterisk.isMute = true;
    await until('it gave the connection up', () => asterisk.connections === 0);
    asterisk.isMute = false;
    await until('it is back', () => lists.length === 2);
  });
});
