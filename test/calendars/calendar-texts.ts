/** iCalendar texts as programs export them. */
export const calendar = (...events: readonly (readonly string[])[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Acme//Calendar 1.0//EN',
    ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']),
    'END:VCALENDAR',
    '',
  ].join('\r\n');

let uids = 0;
export const event = (summary: string, ...lines: readonly string[]): readonly string[] => {
  uids += 1;
  return [`UID:${uids}@acme.example`, 'DTSTAMP:20261001T080000Z', `SUMMARY:${summary}`, ...lines];
};
