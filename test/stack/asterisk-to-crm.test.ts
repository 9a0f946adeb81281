import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { genericSecret } from '../../infra/local/demo/company.ts';
import { captures, type TrueCall, together } from '../pbx/asterisk/captures.ts';
import { RelayHost, until } from '../pbx/asterisk/relay-process.ts';
import { AmiServer } from '../standins/asterisk/ami-server.ts';
import { type CrmContent, crmContent, decisions, startTown, type Town } from './town.ts';

let town: Town;
let asterisk: AmiServer;
let relay: RelayHost;

beforeEach(async () => {
  town = await startTown(inject('assembly'));
  asterisk = await AmiServer.start();
  const { secret } = genericSecret;
  relay = await RelayHost.prepare(asterisk, { url: `${town.stack.apiUrl}/pbx/generic`, secret });
});

afterEach(async () => {
  await relay.remove();
  await asterisk.stop();
  await town.stack.stop();
});

/** Who stands in the CRM for whom in the demonstration company: the accountant has no user, Smirnov is on leave. */
const inTheCrm: Readonly<Record<string, string>> = {
  101: 'ivanov',
  102: 'petrova',
  103: 'petrova',
  105: 'petrova',
};
const byDefault = 'director';

interface Part {
  readonly result: string;
  readonly missedReason?: string | undefined;
  /** Whoever of these has it is right: of several who were rung in vain, the rules choose. */
  readonly owners: readonly (string | undefined)[];
  readonly talkSeconds: number;
}

/** The records that the CRM must have of a call, by what its telephones did. */
function partsOf(call: TrueCall): readonly Part[] {
  const { direction, expected, legs, rung, unreachable = [] } = call;
  const result = expected.final;
  const owner = ({ extension }: { extension: string }) => inTheCrm[extension];
  if (direction === 'internal') return [];
  if (result === 'answered') {
    const talked = legs.filter(({ talkSeconds }) => talkSeconds > 0);
    return talked.map((leg) => ({ result, owners: [owner(leg)], talkSeconds: leg.talkSeconds }));
  }
  if (result === 'failed') return [{ result, owners: legs.map(owner), talkSeconds: 0 }];
  const offered = [...rung.map(({ extension }) => extension), ...unreachable];
  const owners = offered.length === 0 ? [byDefault] : offered.map((extension) => inTheCrm[extension]);
  return [{ result, missedReason: expected.missedReason ?? undefined, owners, talkSeconds: 0 }];
}

/** Where the CRM's records of a call are not those. */
function wrongAbout(call: TrueCall, { calls }: CrmContent): readonly string[] {
  const records = calls
    .filter(({ key }) => String(key).startsWith(`generic:${call.linkedid}/`))
    .sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
  const parts = partsOf(call);
  const isRight = parts.every((part, index) => {
    const record = records[index];
    return (
      record !== undefined &&
      record.result === part.result &&
      record.missedReason === part.missedReason &&
      record.direction === call.direction &&
      record.line === call.did &&
      record.phone === call.client &&
      part.owners.includes(String(record.callOwnerId)) &&
      Math.abs(Number(record.talkSeconds) - part.talkSeconds) <= 1
    );
  });
  if (isRight && records.length === parts.length) return [];
  return [`${call.linkedid}: ${JSON.stringify(records)} instead of ${JSON.stringify(parts)}`];
}

describe('from a real Asterisk through the relay', () => {
  it('every call comes to the right person in the CRM, who talked or who is to call back', async () => {
    const { events, truth } = together(captures);
    const calls = truth.flatMap((one) => one.calls);
    relay.start();
    await until('it listens', () => asterisk.asked.some(({ Action }) => Action === 'CoreShowChannels'));
    asterisk.play(events);
    await until('all calls have arrived', async () => {
      await pause(300);
      return Object.keys(await decisions(town.stack)).length === calls.length;
    });
    await town.settle();

    const content = await crmContent(town.stack);
    expect(calls.flatMap((call) => wrongAbout(call, content))).toEqual([]);
    expect(content.calls).toHaveLength(calls.flatMap(partsOf).length);
    const missed = calls.filter(({ expected }) => expected.final === 'missed');
    expect(content.tasks.map(({ number }) => number).sort()).toEqual(
      missed.map(({ client }) => client).sort(),
    );
    expect(relay.log).not.toMatch(/"level":"(?:error|warn)"/);
  });
});
