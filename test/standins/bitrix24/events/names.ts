import { entityNames } from '../crm/types.ts';

const crm = [...entityNames, 'ACTIVITY'].flatMap((name) => [
  `ONCRM${name}ADD`,
  `ONCRM${name}UPDATE`,
  `ONCRM${name}DELETE`,
]);

/** Events by the scope that they need; an empty one is everybody's. */
const byScope: Readonly<Record<string, readonly string[]>> = {
  '': ['ONAPPINSTALL', 'ONAPPUPDATE', 'ONAPPUNINSTALL', 'ONAPPPAYMENT', 'ONAPPTEST', 'ONOFFLINEEVENT'],
  crm,
  task: ['ONTASKADD', 'ONTASKUPDATE', 'ONTASKDELETE'],
  telephony: [
    'ONEXTERNALCALLSTART',
    'ONEXTERNALCALLBACKSTART',
    'ONVOXIMPLANTCALLINIT',
    'ONVOXIMPLANTCALLSTART',
    'ONVOXIMPLANTCALLEND',
  ],
  user: ['ONUSERADD'],
};

/** What an application with these scopes may bind. */
export const eventsFor = (scope: ReadonlySet<string>): readonly string[] =>
  Object.entries(byScope).flatMap(([name, events]) => (name === '' || scope.has(name) ? events : []));
