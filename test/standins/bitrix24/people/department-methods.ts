import { filterBy, sorted, tableReader } from '../base/filter.ts';
import { paged } from '../base/page.ts';
import { integers, param, text } from '../base/params.ts';
import type { MethodTable } from '../rest/method.ts';
import type { Department } from './departments.ts';
import { messengerUser } from './messenger-user.ts';

const reader = tableReader<Department>({
  ID: (one) => one.id,
  NAME: (one) => one.name,
  PARENT: (one) => one.parentId ?? '',
  UF_HEAD: (one) => one.headId ?? '',
  SORT: () => 500,
});

/** Parent and head are left out where there is none. */
const shown = (one: Department): unknown => ({
  ID: String(one.id),
  NAME: one.name,
  SORT: 500,
  ...(one.parentId === undefined ? {} : { PARENT: String(one.parentId) }),
  ...(one.headId === undefined ? {} : { UF_HEAD: String(one.headId) }),
});

export const departmentMethods: MethodTable = {
  'department.get': {
    scope: ['department'],
    run({ portal, params }) {
      const filter = Object.fromEntries(Object.entries(params).filter(([name]) => reader.knows(name)));
      const order = { [text(params.sort) ?? 'ID']: text(params.order) ?? 'ASC' };
      const found = sorted(portal.departments.all().filter(filterBy({ ...filter }, reader)), order, reader);
      return paged(found, param(params, 'START'), (page) => page.map(shown));
    },
  },
  'im.department.managers.get': {
    scope: ['im'],
    run({ portal, params }) {
      const wanted = integers(param(params, 'ID'));
      const withUsers = param(params, 'USER_DATA') === 'Y';
      const departments = portal.departments.all().filter((one) => wanted.includes(one.id));
      const managers = departments.map(({ id, headId }) => {
        const head = portal.people.get(headId);
        if (head === undefined) return [String(id), []];
        return [String(id), [withUsers ? messengerUser(portal, head) : head.id]];
      });
      return managers.length === 0 ? [] : Object.fromEntries(managers);
    },
  },
};
