import type { Language } from '../../base/language.ts';
import type { SchemaWords } from './schema-html.ts';

/** The headings of the page; what the operations say is English. */
export interface Words extends SchemaWords {
  readonly title: string;
  readonly skip: string;
  readonly contents: string;
  readonly parameters: string;
  readonly body: string;
  readonly answers: string;
  readonly schemas: string;
  readonly other: Language;
  readonly otherName: string;
  readonly tags: Readonly<Record<string, string>>;
}

export const wordsIn: Readonly<Record<Language, Words>> = {
  ru: {
    title: 'программный интерфейс',
    skip: 'К описанию',
    contents: 'Содержание',
    parameters: 'Параметры',
    body: 'Тело запроса',
    answers: 'Ответы',
    schemas: 'Схемы',
    field: 'Поле',
    type: 'Тип',
    meaning: 'Значение',
    required: 'обязательно',
    default: 'по умолчанию',
    example: 'пример',
    other: 'en',
    otherName: 'English',
    tags: {
      Journal: 'Журнал звонков',
      Settings: 'Настройки',
      Employees: 'Сотрудники',
      Clients: 'Клиенты и задачи',
      Preview: 'Что было бы, если',
      Tickets: 'Обращения',
      Problems: 'Необработанные сообщения',
      PBX: 'АТС',
      Documentation: 'Документация',
    },
  },
  en: {
    title: 'API',
    skip: 'Skip to the description',
    contents: 'Contents',
    parameters: 'Parameters',
    body: 'Request body',
    answers: 'Answers',
    schemas: 'Schemas',
    field: 'Field',
    type: 'Type',
    meaning: 'Meaning',
    required: 'required',
    default: 'default',
    example: 'example',
    other: 'ru',
    otherName: 'Русский',
    tags: { Clients: 'Clients and tasks', Preview: 'What if' },
  },
};
