/** What users see is in both. */
export type Language = 'ru' | 'en';
