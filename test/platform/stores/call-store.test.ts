import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallId } from '../../../shared/base/ids.ts';
import { CallStore } from '../../../shared/platform/stores/call-store.ts';
import { BadCursorError, ConflictError } from '../../../shared/platform/table.ts';
import { clientPhone, facts, inbound, tell } from '../../calls/story.ts';
import { startStack, type TestStack } from '../support/stack.ts';

let stack: TestStack;
let calls: CallStore;
beforeAll(async () => {
  stack = await startStack();
  calls = new CallStore(stack.table, { country: 'RU', timeZone: 'Europe/Moscow' });
});
afterAll(() => stack.stop());

/** A missed call that began at this time. */
async function save(id: string, startedAt: number, client?: string) {
  const story = inbound({ id, ...(client === undefined ? {} : { client }) });
  const first = story.rings('101').events[0];
  story.after((startedAt - (first?.at ?? 0)) / 1_000);
  story.events.length = 0;
  story.leg('to-102', 'ringing', { to: { extension: '102' } });
  const { state } = tell(story.events, facts({ now: startedAt }));
  await calls.save(id, { version: 1, state, outbox: [] });
}

describe('calls', () => {
  it("are listed by the day of the tenant's time zone, the latest first, page by page", async () => {
    await save('mango:late', Date.UTC(2026, 10, 21, 20, 59, 59));
    await save('mango:next-day', Date.UTC(2026, 10, 21, 21, 0, 0));
    await save('mango:early', Date.UTC(2026, 10, 20, 21, 0, 0));
    const first = await calls.listByDay('2026-11-21', { limit: 1 });
    expect(first.calls.map(({ callId }) => callId)).toEqual(['mango:late']);
    const second = await calls.listByDay('2026-11-21', { limit: 5, cursor: first.cursor ?? '' });
    expect(second.calls.map(({ callId }) => callId)).toEqual(['mango:early']);
    expect(second.cursor).toBeUndefined();
    await expect(calls.listByDay('2026-11-21', { limit: 1, cursor: 'nonsense' })).rejects.toThrow(
      BadCursorError,
    );
  });

  it('are listed up to a time, that time included', async () => {
    const started = Date.UTC(2026, 10, 25, 9);
    await save('mango:at', started);
    await save('mango:after', started + 1);
    const { calls: found } = await calls.listByDay('2026-11-25', { limit: 5, startedUntil: started });
    expect(found.map(({ callId }) => callId)).toEqual(['mango:at']);
  });

  it('are listed by the client in E.164, or by a number that is no phone as it came', async () => {
    await save('mango:phone', Date.UTC(2026, 10, 22, 9), '8 (916) 555-44-33');
    await save('mango:sip', Date.UTC(2026, 10, 22, 9), 'sip:guest@example.org');
    const byPhone = await calls.listByClient('+79165554433', { limit: 5 });
    expect(byPhone.calls.map(({ callId }) => callId)).toEqual(['mango:phone']);
    const bySip = await calls.listByClient('sip:guest@example.org', { limit: 5 });
    expect(bySip.calls.map(({ callId }) => callId)).toEqual(['mango:sip']);
    expect((await calls.listByClient(clientPhone.replace('1', '2'), { limit: 5 })).calls).toEqual([]);
  });

  it('are written on top of the version that was read, and of no other', async () => {
    const id = 'mango:versions' as CallId;
    await save(id, Date.UTC(2026, 10, 23, 9));
    const saved = await calls.load(id);
    if (saved === undefined) throw new Error('not saved');
    await calls.save(id, { ...saved, version: 2 });
    await expect(calls.save(id, { ...saved, version: 2 })).rejects.toThrow(ConflictError);
    await expect(calls.save(id, saved)).rejects.toThrow(ConflictError);
    expect(await calls.get('mango:unknown' as CallId)).toBeUndefined();
  });

  it('that something else has written over are named as damaged', async () => {
    const id = 'mango:damaged' as CallId;
    const place = { pk: `CALL#${id}`, sk: 'STATE' };
    for (const call of ['text', Uint8Array.of(0, 1, 2, 3)]) {
      await stack.table.put({ ...place, version: 1, call });
      await expect(calls.load(id)).rejects.toMatchObject({ code: 'DL3008', context: { pk: place.pk } });
    }
  });
});
