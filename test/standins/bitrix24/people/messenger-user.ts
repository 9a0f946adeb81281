import type { Portal } from '../portal.ts';
import type { Person } from './people.ts';

/** A user as the messenger shows him: with his presence and the end of his absence. */
export const messengerUser = (portal: Portal, person: Person): Record<string, unknown> => {
  const isAbsent = (person.absentUntil ?? 0) > portal.now();
  const phones = Object.entries({
    work_phone: person.workPhone,
    personal_mobile: person.mobile,
    inner_phone: person.extension,
  }).filter(([, phone]) => phone !== '');
  return {
    id: person.id,
    active: person.active,
    name: `${person.name} ${person.lastName}`,
    first_name: person.name,
    last_name: person.lastName,
    work_position: person.position,
    extranet: false,
    bot: false,
    connector: false,
    status: 'online',
    idle: false,
    last_activity_date: portal.iso(person.online ? portal.now() : person.changedAt),
    mobile_last_date: false,
    desktop_last_date: false,
    absent: isAbsent ? portal.iso(person.absentUntil ?? 0) : false,
    departments: person.departments,
    phones: phones.length === 0 ? false : Object.fromEntries(phones),
    email: person.email,
    type: 'user',
  };
};
