import { integers, param, text } from '../base/params.ts';
import type { Call, Method } from '../rest/method.ts';

/** Opens or closes the card on screens. An unknown or ended call is no error: the answer is `false`. */
function change(call: Call, change: 'shown' | 'hidden'): boolean {
  const { portal, params } = call;
  const found = portal.calls.get(text(param(params, 'CALL_ID')));
  if (found === undefined || found.finished !== undefined) return false;
  const said = integers(param(params, 'USER_ID'));
  const userIds = said.length > 0 ? said : [found.userId];
  const at = Date.now();
  portal.calls.put({
    ...found,
    cards: [...found.cards, ...userIds.map((userId) => ({ userId, change, at }))],
  });
  return true;
}

export const show: Method = { scope: ['telephony'], run: (call) => change(call, 'shown') };
export const hide: Method = { scope: ['telephony'], run: (call) => change(call, 'hidden') };
