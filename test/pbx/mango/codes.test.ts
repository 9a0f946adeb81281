import { describe, expect, it } from 'vitest';
import { causeOf } from '../../../shared/pbx/mango/codes.ts';

describe("Mango Office's codes", () => {
  it.each([
    [1000, 'normal'],
    [1001, 'normal'],
    [1100, 'normal'],
    [1110, 'callerHungUp'],
    [1111, 'noAnswer'],
    [1120, 'calleeHungUp'],
    [1121, 'busy'],
    [1122, 'declined'],
    [1123, 'doNotDisturb'],
    [1124, 'doNotDisturb'],
    [1131, 'unavailable'],
    [1133, 'unavailable'],
    [1140, 'blocked'],
    [1151, 'blocked'],
    [1163, 'groupFailed'],
    [1164, 'groupFailed'],
    [1170, 'automation'],
    [1171, 'automation'],
    [1181, 'normal'],
    [1182, 'answeredElsewhere'],
    [1183, 'answeredElsewhere'],
    [1192, 'offDuty'],
    [1193, 'busy'],
    [1312, 'voicemail'],
    [2110, 'failed'],
    [3310, 'failed'],
    [4101, 'failed'],
    [5002, 'failed'],
  ])('%i means %s', (code, cause) => {
    expect(causeOf(code)).toBe(cause);
  });

  it.each([
    [1119, 1110],
    [1185, 1180],
    [1219, 1000],
    [1090, 1000],
  ])('an unknown code means what its sub-class or class means: %i like %i', (unknown, known) => {
    expect(causeOf(unknown)).toBe(causeOf(known));
  });

  it('a code of no class is a failure', () => {
    expect(causeOf(0)).toBe('failed');
    expect(causeOf(99_999)).toBe('failed');
  });
});
