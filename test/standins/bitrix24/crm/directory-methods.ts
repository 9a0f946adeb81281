import { filterBy, tableReader } from '../base/filter.ts';
import { param, record, text } from '../base/params.ts';
import { oldCrmError } from '../rest/errors.ts';
import type { MethodTable } from '../rest/method.ts';
import { seesCrm } from './access.ts';
import type { Status } from './statuses.ts';

const reader = tableReader<Status>({
  ID: (row) => row.id,
  ENTITY_ID: (row) => row.directory,
  STATUS_ID: (row) => row.statusId,
  NAME: (row) => row.name,
});

const shown = (row: Status): unknown => ({
  ID: String(row.id),
  ENTITY_ID: row.directory,
  STATUS_ID: row.statusId,
  NAME: row.name,
  NAME_INIT: row.name,
  SORT: String(row.sort),
  SYSTEM: 'Y',
  CATEGORY_ID: null,
  COLOR: null,
  SEMANTICS: row.semantics ?? null,
});

export const directoryMethods: MethodTable = {
  'crm.status.list': seesCrm(({ portal, params }) =>
    portal.crm.statuses
      .all()
      .filter(filterBy(record(param(params, 'filter')), reader))
      .map(shown),
  ),
  'crm.status.entity.items': seesCrm(({ portal, params }) => {
    const directory = text(param(params, 'entityId'));
    if (directory === undefined) throw oldCrmError('The parameter entityId is not defined');
    return portal.crm.statuses
      .of(directory)
      .map(({ name, sort, statusId }) => ({ NAME: name, SORT: sort, STATUS_ID: statusId }));
  }),
  'crm.settings.mode.get': seesCrm(({ portal }) => (portal.crm.mode === 'classic' ? 1 : 2)),
};
