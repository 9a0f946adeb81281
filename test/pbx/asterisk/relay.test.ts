import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallEvent } from '../../../shared/calls/events.ts';
import { AmiServer } from '../../standins/asterisk/ami-server.ts';
import { type Capture, capture, captures, together } from './captures.ts';
import { chances } from './interleave.ts';
import { RelayHost, until } from './relay-process.ts';
import { differences, faultsOf } from './verdict.ts';
import { type Mood, Webhook } from './webhook.ts';

let asterisk: AmiServer;
let webhook: Webhook;
let host: RelayHost;
const { events: allEvents, truth: allTruth } = together(captures);

beforeEach(async () => {
  const chance = chances(1);
  // Packets of any size, most of which cut a line in two.
  asterisk = await AmiServer.start({ pieces: () => Math.floor(chance() * 3_000) });
  webhook = await Webhook.start();
  host = await RelayHost.prepare(asterisk, webhook);
});

afterEach(async () => {
  await host.remove();
  await asterisk.stop();
  await webhook.stop();
});

/** The relay has asked for so many lists of channels: since its last login it hears everything. */
const listening = (times: number) =>
  until(`it listens for the ${times}. time`, () => {
    const lists = asterisk.asked.filter(({ Action }) => Action === 'CoreShowChannels');
    return lists.length >= times;
  });

const endedCalls = (): Set<string> =>
  new Set(webhook.stored.filter(({ kind }) => kind === 'ended').map(({ callId }) => callId));

/** All these calls have been told to their end. */
const told = (truth: readonly Capture[]) =>
  until('all calls are told', () => {
    const ended = endedCalls();
    return truth.flatMap(({ calls }) => calls).every(({ linkedid }) => ended.has(`generic:${linkedid}`));
  });

function ofCapture({ calls }: Capture): readonly CallEvent[] {
  const ids = new Set(calls.map(({ linkedid }) => `generic:${linkedid}`));
  return webhook.events.filter(({ callId }) => ids.has(callId));
}

const wrongAbout = (truth: readonly Capture[]) => truth.flatMap((one) => differences(one, ofCapture(one)));

/** Plays events until there is one from which on the spool must know something new. @returns where to go on. */
async function playAndKeep(from: number, atLeast: number): Promise<number> {
  const found = allEvents.findIndex(
    ({ Event }, index) => index >= from + atLeast && /^(?:Newchannel|DialBegin|Hangup)$/.test(Event ?? ''),
  );
  const to = found < 0 ? allEvents.length : found + 1;
  asterisk.play(allEvents.slice(from, to));
  const at = Number(allEvents[to - 1]?.Timestamp) * 1_000;
  await until('all that was played is on the disk', async () => (await host.keptUpTo()) >= at - 5);
  return to;
}

describe('the relay on its host', () => {
  it('tells all captured calls as they happened, all at the same time', async () => {
    host.start();
    await listening(1);
    asterisk.play(allEvents);
    await told(allTruth);
    expect(wrongAbout(allTruth)).toEqual([]);
    expect(webhook.refusals).toEqual([]);
    expect(host.log).not.toMatch(/"level":"(?:error|warn)"/);
  });

  it('goes on where it was when it is killed again and again in the middle of all calls', async () => {
    const chance = chances(7);
    host.start();
    for (let [from, logins] = [0, 1]; from < allEvents.length; logins += 1) {
      await listening(logins);
      from = await playAndKeep(from, 200 + Math.ceil(chance() * 300));
      await host.stop('SIGKILL');
      host.start();
    }
    await told(allTruth);
    // An event of its own says who hung up; it may be heard at the very moment of the kill.
    const wrong = wrongAbout(allTruth).filter((difference) => !difference.includes('hung up by'));
    expect(wrong).toEqual([]);
  });

  it('loses no call that there still is, and tells none twice, when it is killed while it reads', async () => {
    const chance = chances(11);
    const seen = new Set<string>();
    host.start();
    for (let [from, lists] = [0, 1]; from < allEvents.length; lists += 1) {
      await listening(lists);
      // What is in the list is on the disk by then.
      await new Promise((resolve) => setTimeout(resolve, 250));
      for (const id of asterisk.calls) seen.add(id);
      for (const end = from + 350; from < end; from += 50) {
        asterisk.play(allEvents.slice(from, from + 50));
        await new Promise((resolve) => setTimeout(resolve, chance() * 40));
      }
      await host.stop('SIGKILL');
      host.start();
    }
    const truth = allTruth.filter(({ calls }) => calls.every(({ linkedid }) => seen.has(linkedid)));
    expect(truth.length).toBeGreaterThan(15);
    await told(truth);
    expect(faultsOf(webhook.events)).toEqual([]);
  });

  it('goes on where it was when the connection to Asterisk is cut, as in the recording', async () => {
    const [before = [], after = []] = capture('20').connections;
    host.start();
    await listening(1);
    asterisk.play(before.slice(1));
    asterisk.cut();
    await listening(2);
    asterisk.play(after.slice(1));
    await told([capture('20')]);
    expect(wrongAbout([capture('20')])).toEqual([]);
  });

  it('delivers everything, each event once, when the webhook is down for a while and the relay is killed meanwhile', async () => {
    const parts: readonly [Mood, number][] = [
      ['busy', 400],
      ['hangsUp', 900],
      ['forgets', 1_300],
    ];
    let from = 0;
    for (const [round, [mood, to]] of parts.entries()) {
      webhook.mood = mood;
      const { requests } = webhook;
      host.start();
      await listening(round + 1);
      from = await playAndKeep(from, to - from);
      await until('it was tried', () => webhook.requests > requests);
      await host.stop('SIGKILL');
    }
    webhook.mood = 'takes';
    host.start();
    await listening(parts.length + 1);
    asterisk.play(allEvents.slice(from));
    await told(allTruth);
    expect(wrongAbout(allTruth)).toEqual([]);
    expect(webhook.stored.length).toBeGreaterThan(webhook.events.length);
  });
});
