import { describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../shared/base/ids.ts';
import { openLineSettingsSchema } from '../../shared/settings/open-line-settings.ts';
import { agentQueueOf, checkOpenLines, openLineOf } from '../../shared/settings/open-lines.ts';
import { employee } from '../calls/story.ts';

const staff = ['anna', 'boris', 'chief', 'vera'];
const roster = new Map(
  [...staff.map((id) => employee(id, undefined)), employee('left', undefined, { status: 'dismissed' })].map(
    (one) => [one.id, one],
  ),
);
const person = (employeeId: string) => ({ kind: 'employee', employeeId });
const department = (departmentId: string) => ({ kind: 'department', departmentId });
const sales = { id: 'sales', name: 'Продажи', members: ['boris', 'chief', 'anna'], headId: 'chief' };

const parse = (line: object, departments: readonly object[] = [sales]) =>
  openLineSettingsSchema.parse({ departments, openLines: [{ id: 'wa', name: 'WhatsApp', ...line }] });
const refusals = (line: object, departments?: readonly object[]) =>
  checkOpenLines(parse(line, departments), roster).map(({ field, reason }) => `${field}: ${reason}`);

describe('open lines', () => {
  it('D-50 a department in the queue stands for its people in the order of their rank, the head last', () => {
    const settings = parse({ agentQueue: [person('vera'), department('sales'), person('boris')] });
    const [line] = settings.openLines;
    if (line === undefined) throw new Error('no line');
    expect(agentQueueOf(line, settings)).toEqual(['vera', 'boris', 'anna', 'chief'] as EmployeeId[]);
  });

  it('OL-06 twelve hours, in order, checking who is there, is what a line does when nothing else is said', () => {
    const [line] = parse({ agentQueue: [person('anna')] }).openLines;
    if (line === undefined) throw new Error('no line');
    expect(openLineOf(line, 'Europe/Moscow')).toMatchObject({
      mode: 'linear',
      handoffTimeoutMs: 12 * 3_600_000,
      checksAvailability: true,
      maxRounds: 3,
    });
  });

  it('are accepted where everything fits', () => {
    expect(refusals({ agentQueue: [person('anna'), department('sales')], channels: ['whatsapp:1'] })).toEqual(
      [],
    );
  });

  it('D-46 are refused with a queue that is empty, or comes down to nobody', () => {
    expect(() => parse({ agentQueue: [] })).toThrow();
    expect(
      refusals({ agentQueue: [department('empty')] }, [{ id: 'empty', name: 'E', members: [] }]),
    ).toEqual(['openLines[0].agentQueue: comes down to nobody']);
  });

  it('D-45 are refused with people who left, and with departments that are not there', () => {
    expect(refusals({ agentQueue: [person('left'), department('none')] })).toEqual([
      expect.stringMatching(/^openLines\[0\]\.agentQueue\[0\]: .*dismissed/),
      'openLines[0].agentQueue[1]: there is no department none',
    ]);
  });

  it('D-49 give somebody ten seconds at least and seven days at most', () => {
    const agentQueue = [person('anna')];
    expect(() => parse({ agentQueue, handoffTimeoutSeconds: 9 })).toThrow();
    expect(() => parse({ agentQueue, handoffTimeoutSeconds: 7 * 86_400 + 1 })).toThrow();
    expect(parse({ agentQueue, handoffTimeoutSeconds: 10 }).openLines).toHaveLength(1);
  });

  it('have a channel each: one of two lines is refused', () => {
    const line = (id: string) => ({ id, name: id, agentQueue: [person('anna')], channels: ['telegram:7'] });
    const settings = openLineSettingsSchema.parse({ openLines: [line('a'), line('b')] });
    expect(checkOpenLines(settings, roster)).toEqual([
      { field: 'openLines[1].channels', reason: 'telegram:7 is named twice' },
    ]);
  });
});
