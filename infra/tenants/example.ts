import { defineTenant } from '../tenant.ts';

/** The demonstration tenant of `npm start` and of the tests. Its issuer is a placeholder: copy it, then deploy. */
export const tenant = defineTenant({
  id: 'example',
  name: 'Example Ltd',
  package: 'extended',
  country: 'RU',
  timeZone: 'Europe/Moscow',
  oidc: { issuer: 'https://login.example.com/', audience: ['dutyline'] },
  alarmEmail: 'alarms@example.com',
});
