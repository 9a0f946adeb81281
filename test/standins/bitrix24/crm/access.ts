import { accessDenied } from '../rest/errors.ts';
import type { Call, Method } from '../rest/method.ts';

/** A method of the CRM for whoever may see the CRM. */
export const seesCrm = (run: (call: Call) => unknown): Method => ({
  scope: ['crm'],
  run(call) {
    if (call.portal.people.get(call.caller.userId)?.seesCrm !== true) throw accessDenied();
    return run(call);
  },
});
