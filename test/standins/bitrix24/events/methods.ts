import { decimal, integer, param, record, text } from '../base/params.ts';
import { accessDenied, coreError, RestError } from '../rest/errors.ts';
import { type Call, installationOf, type MethodTable } from '../rest/method.ts';
import { eventsFor } from './names.ts';

interface Wanted {
  readonly clientId: string;
  readonly event: string;
  readonly isOffline: boolean;
  readonly handler?: string;
  readonly connector: string;
}

function wanted(call: Call): Wanted {
  const { params, caller } = call;
  const event = text(param(params, 'event'))?.toUpperCase() ?? '';
  if (!eventsFor(caller.scope).includes(event))
    throw new RestError(400, 'ERROR_EVENT_NOT_FOUND', 'Event not found');
  const isOffline = text(param(params, 'event_type'))?.toLowerCase() === 'offline';
  const handler = text(param(params, 'handler'));
  return {
    clientId: installationOf(call).app.clientId,
    event,
    isOffline,
    connector: text(param(params, 'auth_connector')) ?? '',
    ...(handler === undefined || isOffline ? {} : { handler }),
  };
}

function bind(call: Call): true {
  const { portal, params, caller } = call;
  const { isOffline, ...binding } = wanted(call);
  if (isOffline && !(caller.isAdmin && portal.plan.keepsEvents)) throw accessDenied();
  if (!isOffline && (binding.handler === undefined || !URL.canParse(binding.handler))) {
    throw new RestError(400, 'ERROR_ARGUMENT', 'Wrong handler URL', { argument: 'HANDLER' });
  }
  const authType = integer(param(params, 'auth_type')) ?? 0;
  if (authType !== 0 && authType !== caller.userId && !caller.isAdmin) throw accessDenied();
  const minTimeout = decimal(record(param(params, 'options')).minTimeout) ?? 1;
  if (portal.bindings.add({ ...binding, authType, minTimeout }) === undefined) {
    throw new RestError(400, 'ERROR_HANDLER_ALREADY_EXIST', 'Handler already binded');
  }
  return true;
}

export const eventMethods: MethodTable = {
  'event.bind': { appOnly: true, run: bind },
  'event.unbind': {
    appOnly: true,
    run(call) {
      const { isOffline, ...binding } = wanted(call);
      if (!isOffline && binding.handler === undefined) throw coreError('Handler URL is not set');
      return { count: call.portal.bindings.remove(binding, isOffline) };
    },
  },
  'event.get': {
    appOnly: true,
    run: (call) =>
      call.portal.bindings.of(installationOf(call).app.clientId).map((binding) =>
        binding.handler === undefined
          ? { event: binding.event, connector_id: binding.connector, offline: 1 }
          : {
              event: binding.event,
              handler: binding.handler,
              auth_type: String(binding.authType),
              offline: 0,
            },
      ),
  },
  events: { run: ({ caller }) => eventsFor(caller.scope) },
};
