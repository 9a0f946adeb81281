import { integer, integers, param, text } from '../base/params.ts';
import { oldCrmError } from '../rest/errors.ts';
import type { Call, MethodTable } from '../rest/method.ts';
import type { Person } from './people.ts';

/** Inferred: an ordinary user may ask about himself only. */
function asked({ portal, params, caller }: Call): Person {
  const id = integer(param(params, 'USER_ID')) ?? caller.userId;
  const person = portal.people.get(id);
  if (person === undefined || (id !== caller.userId && !caller.isAdmin)) throw oldCrmError('User not found');
  return person;
}

/** `dd.mm.yyyy hh:mm:ss` in the portal's zone. */
const dotted = (isoDate: string): string =>
  isoDate.replace(/^(\d+)-(\d+)-(\d+)T(\d+:\d+:\d+).*$/, '$3.$2.$1 $4');

const day = /^\d{4}-\d\d-\d\d$/;

export const workingTimeMethods: MethodTable = {
  'timeman.status': {
    scope: ['timeman'],
    run(call) {
      const { workDay } = asked(call);
      // Inferred: where time tracking is off the day is closed.
      const status = workDay === 'UNAVAILABLE' ? 'CLOSED' : workDay;
      return {
        STATUS: status,
        TIME_START: status === 'CLOSED' ? null : call.portal.iso(call.portal.now() - 3_600_000),
        TIME_FINISH: null,
        DURATION: '00:00:00',
        TIME_LEAKS: '00:00:00',
        ACTIVE: status !== 'CLOSED',
        TZ_OFFSET: call.portal.plan.zoneMinutes * 60,
      };
    },
  },
  'timeman.settings': {
    scope: ['timeman'],
    run: (call) => ({ UF_TIMEMAN: asked(call).workDay !== 'UNAVAILABLE', UF_TM_FREE: false, ADMIN: false }),
  },
  'calendar.accessibility.get': {
    scope: ['calendar'],
    run({ portal, params }) {
      const users = integers(param(params, 'users'));
      const from = text(param(params, 'from')) ?? '';
      const to = text(param(params, 'to')) ?? '';
      if (users.length === 0) throw oldCrmError('The required parameter "users" is not set for the method');
      if (!day.test(from)) throw oldCrmError('The required parameter "from" is not set for the method');
      if (!day.test(to)) throw oldCrmError('The required parameter "to" is not set for the method');
      const zoneMs = portal.plan.zoneMinutes * 60_000;
      const [start, end] = [Date.parse(from) - zoneMs, Date.parse(to) - zoneMs + 86_400_000];
      return Object.fromEntries(
        users.map((userId) => [
          String(userId),
          portal.calendar.of(userId, start, end).map((entry) => ({
            ID: String(entry.id),
            NAME: entry.name,
            DATE_FROM: dotted(portal.iso(entry.from)),
            DATE_TO: dotted(portal.iso(entry.to)),
            DATE_FROM_TS_UTC: String(Math.floor(entry.from / 1000)),
            DATE_TO_TS_UTC: String(Math.floor(entry.to / 1000)),
            '~USER_OFFSET_FROM': 0,
            '~USER_OFFSET_TO': 0,
            DT_SKIP_TIME: 'N',
            ACCESSIBILITY: entry.accessibility,
            IMPORTANCE: 'normal',
          })),
        ]),
      );
    },
  },
};
