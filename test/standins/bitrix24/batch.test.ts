import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTown, type Town } from './harness.ts';

interface BatchResult {
  readonly result: Record<string, unknown>;
  readonly result_error: Record<string, { readonly error: string; readonly error_description: string }>;
  readonly result_total: unknown;
  readonly result_next: unknown;
}

describe('batches of the Bitrix24 stand-in', () => {
  let town: Town;
  beforeEach(async () => {
    town = await startTown();
  });
  afterEach(() => town.bitrix24.stop());

  const batch = (cmd: object, halt = 0) => town.result<BatchResult>('batch', { cmd, halt });
  const registration =
    'telephony.externalCall.register?USER_ID=1&PHONE_NUMBER=%2B79161234567&TYPE=2&CRM_CREATE=1&SHOW=0&EXTERNAL_CALL_ID=pbx-1';

  it('writes a whole call in one request, each command with the results of those before it', async () => {
    const { result, result_error } = await batch(
      {
        reg: registration,
        fin: 'telephony.externalCall.finish?CALL_ID=$result[reg][CALL_ID]&USER_ID=1&DURATION=95',
        get: 'crm.item.get?entityTypeId=1&id=%24result%5Breg%5D%5BCRM_CREATED_ENTITIES%5D%5B0%5D%5BENTITY_ID%5D',
      },
      1,
    );

    expect(result_error).toEqual([]);
    expect(result.fin).toMatchObject({ EXTERNAL_CALL_ID: 'pbx-1', CALL_STATUS: 1 });
    expect(result.get).toMatchObject({ item: { title: '+79161234567 - Incoming call', assignedById: 1 } });
  });

  it('does not know a call by a bare key instead of a reference', async () => {
    const { result_error } = await batch({
      reg: registration,
      fin: 'telephony.externalCall.finish?CALL_ID=reg&USER_ID=1&DURATION=95',
    });

    expect(result_error.fin?.error_description).toContain('Call is not found');
  });

  it('stops at the first error when told to halt, without undoing anything; else goes on', async () => {
    const cmd = {
      a: 'crm.lead.add?fields[TITLE]=A',
      b: 'crm.lead.get?id=777',
      c: 'crm.lead.add?fields[TITLE]=C',
    };
    const halted = await batch(cmd, 1);
    const went = await batch(cmd);

    expect(halted).toMatchObject({ result: { a: 1 }, result_error: { b: { error: '' } } });
    expect(halted.result).not.toHaveProperty('c');
    expect(went).toMatchObject({
      result: { a: 2, c: 3 },
      result_error: { b: { error_description: 'Not found' } },
    });
  });

  it('finds strangers by an id that did not resolve in an old filter, and nobody among items', async () => {
    town.portal.crm.add('DEAL', { fields: { TITLE: 'Somebody else' } });

    const { result } = await batch({
      c: 'crm.contact.list?filter[PHONE]=%2B70000000000&start=-1',
      old: 'crm.deal.list?filter[CONTACT_ID]=$result[c][0][ID]',
      item: 'crm.item.list?entityTypeId=2&filter[@contactId][0]=0&filter[@contactId][1]=$result[c][0][ID]&filter[@id][0]=0',
    });

    expect(result.c).toEqual([]);
    expect(result.old).toHaveLength(1);
    expect(result.item).toEqual({ items: [] });
  });

  it('takes 50 commands, no batch inside, and answers with empty lists where there is nothing', async () => {
    const many = Object.fromEntries(Array.from({ length: 52 }, (_, n) => [`c${n}`, 'server.time']));

    const tooMany = await batch(many);
    const nested = await batch({ inner: 'batch?cmd[a]=profile' });
    const empty = await batch({});

    expect(Object.keys(tooMany.result)).toHaveLength(50);
    expect(tooMany.result_error.c51?.error).toBe('ERROR_BATCH_LENGTH_EXCEEDED');
    expect(nested.result_error.inner?.error).toBe('ERROR_BATCH_METHOD_NOT_ALLOWED');
    expect(empty).toMatchObject({ result: [], result_error: [], result_total: [], result_next: [] });
  });

  it('answers a list of commands with a list', async () => {
    const { result, result_total } = await batch(['crm.settings.mode.get', 'crm.lead.list']);

    expect(result).toEqual([1, []]);
    expect(result_total).toEqual({ 1: 0 });
  });
});
