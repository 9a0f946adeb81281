import { integer, integers, param, text } from '../base/params.ts';
import { RestError } from '../rest/errors.ts';
import type { Method, MethodTable } from '../rest/method.ts';
import { messengerUser } from './messenger-user.ts';

const notify: Method = {
  scope: ['im'],
  run({ portal, params }) {
    const userId = integer(param(params, 'USER_ID')) ?? integer(param(params, 'TO'));
    if (userId === undefined) throw new RestError(400, 'USER_ID_EMPTY', 'User ID can not be empty');
    const message = text(param(params, 'MESSAGE'));
    if (message === undefined) throw new RestError(400, 'MESSAGE_EMPTY', 'Message can not be empty');
    if (portal.people.get(userId)?.active !== true) return false;
    const tag = text(param(params, 'TAG'));
    return portal.notifications.add({ userId, message, ...(tag === undefined ? {} : { tag }) }).id;
  },
};

export const messengerMethods: MethodTable = {
  'im.user.list.get': {
    scope: ['im'],
    run({ portal, params }) {
      const ids = integers(param(params, 'ID'));
      if (ids.length === 0)
        throw new RestError(400, 'INVALID_FORMAT', 'A wrong format for the ID field is passed');
      const users = ids.map((id) => {
        const person = portal.people.get(id);
        return person === undefined ? null : messengerUser(portal, person);
      });
      const isList = text(param(params, 'RESULT_TYPE'))?.toLowerCase() === 'array';
      if (isList) return users.filter((user) => user !== null);
      return Object.fromEntries(ids.map((id, index) => [String(id), users[index]]));
    },
  },
  'im.notify': notify,
  'im.notify.personal.add': notify,
  'im.notify.system.add': notify,
};
