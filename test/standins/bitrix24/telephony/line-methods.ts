import { flag, param, text } from '../base/params.ts';
import { coreError } from '../rest/errors.ts';
import { type Call, installationOf, type MethodTable } from '../rest/method.ts';

function numberOf({ params }: Call): string {
  const number = text(param(params, 'NUMBER'));
  if (number === undefined) throw coreError('NUMBER should not be empty');
  return number;
}

const clientIdOf = (call: Call): string => installationOf(call).app.clientId;

/** Lines of the application's PBX. */
export const lineMethods: MethodTable = {
  'telephony.externalLine.add': {
    scope: ['telephony'],
    appOnly: true,
    run(call) {
      const { portal, params } = call;
      const number = numberOf(call);
      if (portal.lines.get(clientIdOf(call), number) !== undefined) throw coreError('Line already exists');
      const name = text(param(params, 'NAME')) ?? '';
      const autoCreate = flag(param(params, 'CRM_AUTO_CREATE'), true);
      return { ID: portal.lines.put(clientIdOf(call), { number, name, autoCreate }).id };
    },
  },
  'telephony.externalLine.update': {
    scope: ['telephony'],
    appOnly: true,
    run(call) {
      const { portal, params } = call;
      const line = portal.lines.get(clientIdOf(call), numberOf(call));
      if (line === undefined) throw coreError('Line is not found');
      const name = text(param(params, 'NAME')) ?? line.name;
      const autoCreate = flag(param(params, 'CRM_AUTO_CREATE'), line.autoCreate);
      return { ID: portal.lines.put(clientIdOf(call), { number: line.number, name, autoCreate }).id };
    },
  },
  'telephony.externalLine.get': {
    scope: ['telephony'],
    appOnly: true,
    run: (call) =>
      call.portal.lines.of(clientIdOf(call)).map(({ number, name, autoCreate }) => ({
        NUMBER: number,
        NAME: name,
        CRM_AUTO_CREATE: autoCreate ? 'Y' : 'N',
      })),
  },
  'telephony.externalLine.delete': {
    scope: ['telephony'],
    appOnly: true,
    run(call) {
      call.portal.lines.delete(clientIdOf(call), numberOf(call));
      return [];
    },
  },
};
