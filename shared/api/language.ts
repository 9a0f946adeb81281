import * as z from 'zod';
import type { Language } from '../base/language.ts';

/** The query of an operation that answers in words. */
export const languageQuery = {
  lang: z.enum(['ru', 'en']).exactOptional().meta({
    description: 'Language of the words; unless told that of `Accept-Language`, or Russian',
  }),
};

/** What was asked for, else the first of ours in `Accept-Language`, else Russian. */
export function languageOf(asked: Language | undefined, acceptLanguage: string | undefined): Language {
  if (asked !== undefined) return asked;
  const wanted = (acceptLanguage ?? '').split(',').map((range) => range.trim().slice(0, 2).toLowerCase());
  return wanted.find((code): code is Language => code === 'ru' || code === 'en') ?? 'ru';
}
