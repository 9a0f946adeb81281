import type { Language } from '../responsibility/words.ts';

/** What was asked for, else the first of ours in `Accept-Language`, else Russian. */
export function languageOf(asked: Language | undefined, acceptLanguage: string | undefined): Language {
  if (asked !== undefined) return asked;
  const wanted = (acceptLanguage ?? '').split(',').map((range) => range.trim().slice(0, 2).toLowerCase());
  return wanted.find((code): code is Language => code === 'ru' || code === 'en') ?? 'ru';
}
