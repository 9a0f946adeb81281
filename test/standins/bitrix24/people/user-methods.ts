import { filterBy, sorted, tableReader } from '../base/filter.ts';
import { paged } from '../base/page.ts';
import { list, param, record, text } from '../base/params.ts';
import type { Portal } from '../portal.ts';
import type { MethodTable } from '../rest/method.ts';
import type { Person } from './people.ts';

const scope = ['user', 'user_basic', 'user_brief'];

const reader = (portal: Portal) =>
  tableReader<Person>({
    ID: (person) => person.id,
    ACTIVE: (person) => person.active,
    NAME: (person) => person.name,
    LAST_NAME: (person) => person.lastName,
    EMAIL: (person) => person.email,
    WORK_POSITION: (person) => person.position,
    UF_PHONE_INNER: (person) => person.extension,
    UF_DEPARTMENT: (person) => person.departments,
    IS_ONLINE: (person) => (person.online ? 'Y' : 'N'),
    PERSONAL_MOBILE: (person) => person.mobile,
    WORK_PHONE: (person) => person.workPhone,
    TIMESTAMP_X: (person) => portal.iso(person.changedAt),
  });

/** `ACTIVE` is a truth value, the id is text; all else is text. */
const shown =
  (portal: Portal, select: readonly string[] = []) =>
  (person: Person): Record<string, unknown> => {
    const all: Record<string, unknown> = {
      ID: String(person.id),
      ACTIVE: person.active,
      NAME: person.name,
      LAST_NAME: person.lastName,
      SECOND_NAME: '',
      EMAIL: person.email,
      WORK_POSITION: person.position,
      WORK_PHONE: person.workPhone,
      PERSONAL_MOBILE: person.mobile,
      PERSONAL_PHONE: '',
      UF_PHONE_INNER: person.extension || null,
      UF_DEPARTMENT: person.departments,
      IS_ONLINE: person.online ? 'Y' : 'N',
      TIMESTAMP_X: portal.iso(person.changedAt),
      USER_TYPE: 'employee',
    };
    if (select.length === 0) return all;
    return Object.fromEntries(Object.entries(all).filter(([name]) => name === 'ID' || select.includes(name)));
  };

export const userMethods: MethodTable = {
  'user.get': {
    scope,
    run({ portal, params }) {
      const view = reader(portal);
      // Without `FILTER` the fields stand among the parameters themselves.
      const filter = { ...known(params, view.knows), ...record(param(params, 'FILTER')) };
      const found = portal.people.all().filter(filterBy(filter, view));
      const order = { [text(param(params, 'sort')) ?? 'ID']: text(param(params, 'order')) ?? 'ASC' };
      const select = list(param(params, 'select')).map(String);
      return paged(sorted(found, order, view), param(params, 'start'), (page) =>
        page.map(shown(portal, select)),
      );
    },
  },
  'user.current': {
    scope,
    run: ({ portal, caller }) =>
      portal.people
        .all()
        .filter((one) => one.id === caller.userId)
        .map(shown(portal))[0],
  },
  profile: {
    run({ portal, caller }) {
      const person = portal.people.get(caller.userId);
      return {
        ID: String(caller.userId),
        ADMIN: caller.isAdmin,
        NAME: person?.name,
        LAST_NAME: person?.lastName,
        TIME_ZONE: '',
      };
    },
  },
  'user.admin': { run: ({ caller }) => caller.isAdmin },
};

const known = (params: object, knows: (name: string) => boolean): object =>
  Object.fromEntries(Object.entries(params).filter(([name]) => knows(name)));
