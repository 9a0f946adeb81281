import * as z from 'zod/mini';
import type { CrmUser } from '../../../people/mapping/users.ts';
import type { Bitrix24Client } from '../rest/client.ts';
import { resultOf } from '../rest/errors.ts';
import { v2 } from '../rest/method.ts';
import { flag, id, listOf, text } from '../rest/values.ts';

const user = z.object({
  ID: id,
  ACTIVE: flag,
  NAME: text,
  LAST_NAME: text,
  EMAIL: text,
  UF_PHONE_INNER: text,
});
const getUsers = v2('user.get', listOf(user));
/** What employees have as an extension; what else people wrote there is none. */
const extensionPattern = /^[\w.*+-]{1,50}$/;

/**
 * A page of fifty users who work there, after an id, with the extension that the portal has of each (reference 4.3).
 *
 * @throws PortalCallError
 */
export async function portalUsers(client: Bitrix24Client, after: string): Promise<readonly CrmUser[]> {
  const answer = await client.call(
    getUsers,
    {
      FILTER: { '>ID': after, ACTIVE: true, USER_TYPE: 'employee' },
      sort: 'ID',
      order: 'ASC',
      select: ['ID', 'ACTIVE', 'NAME', 'LAST_NAME', 'EMAIL', 'UF_PHONE_INNER'],
      start: -1,
    },
    { share: 'interactive', patienceMs: 2_000, timeoutMs: 8_000 },
  );
  return resultOf('user.get', answer)
    .filter(({ ACTIVE }) => ACTIVE)
    .map(({ ID, NAME, LAST_NAME, EMAIL, UF_PHONE_INNER }) => {
      const name = [NAME, LAST_NAME].filter((part) => part !== '').join(' ');
      const extension = UF_PHONE_INNER.trim();
      return {
        id: ID,
        name: name === '' ? EMAIL || ID : name,
        ...(EMAIL === '' ? {} : { email: EMAIL }),
        ...(extensionPattern.test(extension) ? { extension } : {}),
      };
    });
}
