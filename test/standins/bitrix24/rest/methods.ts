import { appMethods } from '../app/methods.ts';
import { param, text } from '../base/params.ts';
import { crmMethods } from '../crm/methods.ts';
import { eventMethods } from '../events/methods.ts';
import { offlineMethods } from '../events/offline-methods.ts';
import { departmentMethods } from '../people/department-methods.ts';
import { messengerMethods } from '../people/messenger-methods.ts';
import { userMethods } from '../people/user-methods.ts';
import { workingTimeMethods } from '../people/working-time-methods.ts';
import { taskMethods } from '../tasks/v2.ts';
import { v3TaskMethods } from '../tasks/v3.ts';
import { telephonyMethods } from '../telephony/methods.ts';
import type { Method, MethodTable } from './method.ts';

/** Names of methods are taken in any case. */
const byName = (table: MethodTable): ReadonlyMap<string, Method> =>
  new Map(Object.entries(table).map(([name, method]) => [name.toLowerCase(), method]));

const v2: ReadonlyMap<string, Method> = byName({
  ...appMethods,
  ...crmMethods,
  ...departmentMethods,
  ...eventMethods,
  ...messengerMethods,
  ...offlineMethods,
  ...taskMethods,
  ...telephonyMethods,
  ...userMethods,
  ...workingTimeMethods,
  'method.get': {
    run({ params, caller }) {
      const method = v2.get((text(param(params, 'name')) ?? '').toLowerCase());
      return {
        isExisting: method !== undefined,
        isAvailable: method?.scope?.some((scope) => caller.scope.has(scope)) ?? method !== undefined,
      };
    },
  },
});

const v3 = byName(v3TaskMethods);

export type Version = 'v2' | 'v3';

export const methodNamed = (version: Version, name: string): Method | undefined =>
  (version === 'v2' ? v2 : v3).get(name.toLowerCase());
