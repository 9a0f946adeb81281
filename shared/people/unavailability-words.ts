import type { Language } from '../base/language.ts';
import { wallClockIn } from '../base/time.ts';
import type { Unavailability } from './availability.ts';

type Reason = Unavailability['reason'];

const words: Readonly<Record<Language, Readonly<Record<Reason, string>>>> = {
  ru: {
    dismissed: 'уволен',
    blocked: 'заблокирован',
    onLeave: 'в отпуске',
    absent: 'отсутствует',
    outsideWorkingHours: 'не в рабочее время',
    offDuty: 'не дежурит',
    workStateUnknown: 'неизвестно, на работе ли',
    workDayNotOpen: 'рабочий день не начат',
    onBreak: 'на перерыве',
    offline: 'не в сети',
    atLimit: 'открытых обращений уже предел',
  },
  en: {
    dismissed: 'dismissed',
    blocked: 'blocked',
    onLeave: 'on leave',
    absent: 'absent',
    outsideWorkingHours: 'outside working hours',
    offDuty: 'not on duty',
    workStateUnknown: 'unknown whether at work',
    workDayNotOpen: 'the work day is not begun',
    onBreak: 'on a break',
    offline: 'offline',
    atLimit: 'has as many open tickets as allowed',
  },
};

const locales: Readonly<Record<Language, string>> = { ru: 'ru-RU', en: 'en-GB' };

export interface WordsIn {
  readonly language: Language;
  /** An IANA name: the zone of the times. */
  readonly timeZone: string;
}

/**
 * Why somebody can't be given work, and until when, in the words that users read.
 *
 * @example 'в отпуске до 30 ноября', 'absent until 30 November, 14:00'
 */
export function unavailabilityInWords(why: Unavailability, { language, timeZone }: WordsIn): string {
  const until = untilOf(why, { language, timeZone });
  const joint = language === 'ru' ? 'до' : 'until';
  const reason = words[language][why.reason];
  return until === undefined ? reason : `${reason} ${joint} ${until}`;
}

function untilOf(why: Unavailability, { language, timeZone }: WordsIn): string | undefined {
  if ('lastDay' in why) return dayInWords(why.lastDay, language);
  if (!('until' in why) || why.until === undefined) return undefined;
  const { day, time } = wallClockIn(why.until, timeZone);
  return `${dayInWords(day, language)}, ${time}`;
}

/** `30 ноября` */
function dayInWords(day: string, language: Language): string {
  const format = { day: 'numeric', month: 'long', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(locales[language], format).format(Date.parse(day));
}
