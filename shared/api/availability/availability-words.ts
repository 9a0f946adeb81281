import { assertNever } from '../../base/assert-never.ts';
import { wallClockIn } from '../../base/time.ts';
import type { Availability } from '../../people/availability.ts';
import type { Language } from '../../responsibility/words.ts';

type Words = Readonly<Record<Language, string>>;

/** An availability in one sentence, its times those of the zone. */
export function availabilityInWords(
  availability: Availability,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): string {
  const at = (instant: number): string => {
    const { day, time } = wallClockIn(instant, timeZone);
    return `${day} ${time}`;
  };
  return wordsOf(availability, at)[language];
}

function wordsOf(availability: Availability, at: (instant: number) => string): Words {
  if (availability.kind === 'available') return { ru: 'доступен', en: 'available' };
  switch (availability.reason) {
    case 'dismissed':
      return { ru: 'уволен', en: 'dismissed' };
    case 'blocked':
      return { ru: 'заблокирован', en: 'blocked' };
    case 'onLeave':
      return { ru: `в отпуске по ${availability.lastDay}`, en: `on leave to ${availability.lastDay}` };
    case 'absent': {
      const until = at(availability.until);
      return { ru: `отсутствует до ${until}`, en: `away until ${until}` };
    }
    case 'outsideWorkingHours':
      return withUntil({ ru: 'нерабочее время', en: 'outside working hours' }, availability.until, at);
    case 'offDuty':
      return withUntil({ ru: 'не дежурит', en: 'not on duty' }, availability.until, at);
    case 'workStateUnknown':
      return { ru: 'неизвестно, на работе ли', en: 'not known to be at work' };
    case 'workDayNotOpen':
      return availability.workDay === 'closed'
        ? { ru: 'рабочий день не начат или завершён', en: 'the work day is not begun, or is over' }
        : { ru: 'вчерашний рабочий день не завершён', en: "an earlier day's work was never ended" };
    case 'onBreak':
      return { ru: 'на перерыве', en: 'on a break' };
    case 'offline':
      return { ru: 'не в сети', en: 'offline' };
    case 'atLimit':
      return { ru: 'занят: больше обращений не возьмёт', en: 'has as much work as he may have' };
    default:
      return assertNever(availability);
  }
}

function withUntil(words: Words, until: number | undefined, at: (instant: number) => string): Words {
  if (until === undefined) return words;
  return { ru: `${words.ru} до ${at(until)}`, en: `${words.en} until ${at(until)}` };
}
