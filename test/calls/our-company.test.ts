import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../shared/calls/decide.ts';
import type { AssignCall } from '../../shared/calls/our-company.ts';
import type { CrmEffect } from '../../shared/effects/effect.ts';
import {
  decided,
  employee,
  facts,
  inbound,
  outbound,
  type Story,
  tell,
  traceOf,
  trunkA,
  trunkB,
} from './story.ts';

const ourCompanies = [
  { id: 'retail', name: 'Retail', companyResponsible: 'retailer' },
  { id: 'repair', name: 'Repair' },
];
const employees = [
  employee('retailer', undefined),
  employee('operator', '101', { ourCompanyId: 'retail' }),
  employee('colleague', '102', { ourCompanyId: 'repair' }),
];
const town = facts({
  ourCompanies,
  employees,
  trunks: [{ number: trunkA, ourCompanyId: 'retail' }, { number: trunkB }],
});
const missed = (line: string, extension = '105') =>
  inbound({ line })
    .rings(extension)
    .after(20)
    .stops(extension)
    .ends({ to: { extension, number: 'x' } });
const answered = (line: string, extension: string) =>
  inbound({ line }).rings(extension).answers(extension).after(9).stops(extension, 'normal').ends();

describe('D-22 which of our companies', () => {
  it('D-22 the entry trunk tells, whoever takes the call', () => {
    expect(decided(answered(trunkA, '102'), town)).toMatchObject({
      ourCompanyId: 'retail',
      callOwnerId: 'colleague',
    });
  });

  it('D-22 on a line of none, the employee who talked tells, before those who were rung', () => {
    const story = inbound({ line: trunkB }).rings('101').rings('102').answers('102');
    story.stops('101', 'answeredElsewhere').after(9).stops('102', 'normal').ends();
    expect(decided(story, town).ourCompanyId).toBe('repair');
    expect(decided(missed(trunkB, '101'), town).ourCompanyId).toBe('retail');
  });

  it('D-22 of an outbound call too', () => {
    const story = outbound({ line: trunkB }).dials('102').connects('102').after(9).hangsUp('102').ends();
    expect(decided(story, town).ourCompanyId).toBe('repair');
  });

  it('D-22 a tenant that is one company has none to ask for', () => {
    const decision = decided(missed(trunkB), facts());
    expect(decision.ourCompanyId).toBeUndefined();
    expect(decision.callOwnerId).toBe('boss');
    expect(traceOf(decision)).not.toContain('companyResponsible: taken');
  });

  it('IT-15 each company has a fallback of its own, after the trunk’s and before the default', () => {
    expect(decided(missed(trunkA), town).callOwnerId).toBe('retailer');
    const withTrunkman = facts({
      ourCompanies,
      employees,
      trunks: [{ number: trunkA, ourCompanyId: 'retail', trunkResponsible: 'trunkman' }],
    });
    expect(decided(missed(trunkA), withTrunkman).callOwnerId).toBe('trunkman');
    const withoutRetailer = facts({
      ourCompanies,
      employees: [employee('retailer', undefined, { status: 'dismissed' })],
      trunks: [{ number: trunkA, ourCompanyId: 'retail' }],
    });
    expect(traceOf(decided(missed(trunkA), withoutRetailer)).slice(-2)).toEqual([
      'companyResponsible: dismissed',
      'defaultResponsible: taken',
    ]);
  });
});

describe('D-22 the inbox of unassigned calls', () => {
  const assign = (story: Story, ourCompanyId: string): AssignCall => ({
    kind: 'assign',
    callId: story.id,
    ourCompanyId,
    by: 'chief',
  });
  const crm = (inputs: readonly CallInput[]) =>
    tell(inputs, town).effects.filter((effect): effect is CrmEffect => effect.kind === 'crm');

  it('D-22 a call that fits no company is kept, and nobody’s', () => {
    const story = missed(trunkB);
    const { state } = tell(story.events, town);
    expect(state.decision).toMatchObject({ notCaptured: 'unassigned', records: [] });
    expect(state.decision?.callOwnerId).toBeUndefined();
    expect(state.evidence).toHaveLength(story.events.length);
    expect(crm(story.events)).toEqual([]);
  });

  it('D-20 a suppressed call is not kept for want of a company', () => {
    const denying = facts({ ourCompanies, settings: { lists: { deny: { trunks: [trunkB] } } } });
    expect(decided(missed(trunkB), denying).notCaptured).toBe('denied');
  });

  it('D-22 given to a company, it is decided as its call and written once, however often it is given', () => {
    const story = missed(trunkB);
    const { state } = tell(story.events, town);
    const given = tell(
      [assign(story, 'retail'), assign(story, 'retail'), assign(story, 'repair')],
      town,
      state,
    );
    expect(given.state.decision).toMatchObject({ ourCompanyId: 'retail', callOwnerId: 'retailer' });
    expect(given.state.decision?.notCaptured).toBeUndefined();
    expect(given.state.assigned).toEqual({ ourCompanyId: 'retail', by: 'chief' });
    expect(given.effects.filter(({ kind }) => kind === 'crm')).toHaveLength(1);
  });

  it('D-22 what was heard after the call lay in the inbox counts too', () => {
    const story = answered(trunkB, '105').recordingMade('rec-1', 'to-105');
    const late = inbound({ line: trunkB }).recording('rec-1').events;
    const { state } = tell([...story.events, ...late], town);
    const given = tell([assign(story, 'retail')], facts({ ...captureAll }), state);
    const [effect] = given.effects.filter((one): one is CrmEffect => one.kind === 'crm');
    const records = effect?.writes.filter((write) => write.kind === 'recordCall');
    expect(records).toMatchObject([{ recordingIds: ['rec-1'], callOwnerId: 'keeper' }]);
  });

  it('D-22 given to a company that is not there, it stays', () => {
    const { state } = tell(missed(trunkB).events, town);
    const given = tell([assign(missed(trunkB), 'gone')], town, state);
    expect(given.state.decision?.notCaptured).toBe('unassigned');
    expect(given.effects).toEqual([]);
  });

  it('D-22 a call that fits a company, or is not over, is not given away', () => {
    const story = missed(trunkA);
    const { state } = tell(story.events, town);
    expect(tell([assign(story, 'repair')], town, state).state).toEqual(state);
    const ringing = inbound({ line: trunkB }).rings('105');
    const open = tell(ringing.events, town).state;
    expect(tell([assign(ringing, 'repair')], town, open).state).toEqual(open);
  });

  const captureAll = {
    ourCompanies,
    employees,
    settings: { captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'keeper' } },
  };
});
