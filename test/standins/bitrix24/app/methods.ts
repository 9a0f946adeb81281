import { param, text } from '../base/params.ts';
import { RestError } from '../rest/errors.ts';
import { type Call, installationOf, type MethodTable } from '../rest/method.ts';
import { placementCodes } from './placements.ts';

/** Refusals of placements come with HTTP 200. */
const refused = (code: string, description: string, argument?: string): RestError =>
  new RestError(200, code, description, argument === undefined ? {} : { argument });

function bindPlacement(call: Call): true {
  const { portal, params } = call;
  const code = text(param(params, 'PLACEMENT'))?.toUpperCase();
  if (code === undefined)
    throw refused('ERROR_ARGUMENT', "Argument 'PLACEMENT' is null or empty", 'PLACEMENT');
  if (!placementCodes.includes(code)) throw refused('ERROR_PLACEMENT_NOT_FOUND', 'Placement not found');
  const handler = text(param(params, 'HANDLER'));
  if (handler === undefined) throw refused('EMPTY_ERROR_HANDLER_URL', 'Handler URL is empty', 'HANDLER');
  const title = text(param(params, 'TITLE')) ?? '';
  const isNew = portal.placements.add({ clientId: installationOf(call).app.clientId, code, handler, title });
  if (!isNew) throw refused('ERROR_PLACEMENT_MAX_COUNT', 'Placement max count');
  return true;
}

export const appMethods: MethodTable = {
  'app.info': {
    run({ portal, caller }) {
      const { installation } = caller;
      return {
        ID: installation?.app.id ?? 0,
        CODE: installation?.app.code ?? '',
        VERSION: installation?.version ?? 0,
        STATUS: 'L',
        INSTALLED: installation?.isFinished ?? false,
        PAYMENT_EXPIRED: 'N',
        DAYS: null,
        LANGUAGE_ID: 'ru',
        LICENSE: portal.plan.enterprise ? 'ru_ent250' : 'ru_pro100',
        LICENSE_FAMILY: portal.plan.enterprise ? 'ent' : 'pro',
      };
    },
  },
  scope: { run: ({ caller }) => [...caller.scope] },
  'server.time': { run: ({ portal }) => portal.iso(portal.now()) },
  'feature.get': {
    run({ portal, params }) {
      const code = text(param(params, 'CODE')) ?? '';
      const isKnown = ['rest_offline_extended', 'rest_auth_connector'].includes(code);
      return { value: isKnown && portal.plan.rest ? 'Y' : 'N' };
    },
  },
  'placement.bind': { scope: ['placement'], appOnly: true, adminOnly: true, run: bindPlacement },
  'placement.get': {
    scope: ['placement'],
    appOnly: true,
    run: (call) =>
      call.portal.placements
        .of(installationOf(call).app.clientId)
        .map(({ code, handler, title }) => ({ placement: code, handler, title, description: '' })),
  },
  'placement.unbind': {
    scope: ['placement'],
    appOnly: true,
    adminOnly: true,
    run(call) {
      const { portal, params } = call;
      const code = text(param(params, 'PLACEMENT'))?.toUpperCase();
      const clientId = installationOf(call).app.clientId;
      return { count: portal.placements.remove(clientId, code, text(param(params, 'HANDLER'))) };
    },
  },
};
