import type { Language } from '../../base/language.ts';

/** `error`: calls or messages go wrong or are lost. `warning`: they may. `hint`: worth a look. */
export const severities = ['error', 'warning', 'hint'] as const;
export type Severity = (typeof severities)[number];

/** What it is, and what to do. `{name}` stands for what a finding is about. */
type Words = readonly [what: string, toDo: string];
interface Entry extends Readonly<Record<Language, Words>> {
  readonly severity: Severity;
}

/** Every code with its weight and words. */
export const catalogue = {
  'not-configured': {
    severity: 'error',
    ru: ['настройки звонков ещё не сохранены, звонки ждут решения', 'выберите ответственного по умолчанию'],
    en: ['the call settings were never saved, and calls wait', 'choose a default responsible'],
  },
  'no-mapping': {
    severity: 'error',
    ru: [
      'ни один сотрудник не сопоставлен с пользователем CRM: интеграция не работает',
      'подберите пары: POST /api/employees/mapping/suggest, затем PUT /api/employees/{id}',
    ],
    en: [
      'no employee is mapped to a CRM user: the integration does not work',
      'find pairs with POST /api/employees/mapping/suggest, then PUT /api/employees/{id}',
    ],
  },
  'person-unknown': {
    severity: 'error',
    ru: ['сотрудника {employee} нет', 'выберите другого'],
    en: ['there is no employee {employee}', 'choose somebody else'],
  },
  'person-dismissed': {
    severity: 'error',
    ru: ['{name} уволен, его место пропускается', 'выберите другого'],
    en: ['{name} is dismissed and passed over', 'choose somebody else'],
  },
  'person-blocked': {
    severity: 'error',
    ru: ['{name} заблокирован, его место пропускается', 'выберите другого или разблокируйте его'],
    en: ['{name} is blocked and passed over', 'choose somebody else, or unblock him'],
  },
  'switch-without-person': {
    severity: 'error',
    ru: ['включено, но никто не выбран', 'выберите сотрудника или выключите'],
    en: ['is on but names nobody', 'choose somebody, or switch it off'],
  },
  'catch-all-unmapped': {
    severity: 'error',
    ru: ['{name} получает звонки несопоставленных, но сам не сопоставлен с CRM', 'выберите пользователя CRM'],
    en: ['{name} gets the calls of unmapped colleagues but is no CRM user', 'choose a CRM user'],
  },
  'capture-not-in-package': {
    severity: 'error',
    ru: ['«Сохранять все звонки» недоступно в базовом пакете и не действует', 'выключите или смените пакет'],
    en: [
      '"save all calls" is not part of the basic package and has no effect',
      'switch it off, or change the package',
    ],
  },
  'calendar-never-opens': {
    severity: 'error',
    ru: ['в ближайший год нет ни одного рабочего дня', 'проверьте дни недели и праздники'],
    en: ['there is no working day in the coming year', 'check the weekdays and the holidays'],
  },
  'open-line-never-opens': {
    severity: 'error',
    ru: ['открытая линия «{line}» не открывается ни разу за год', 'проверьте дни недели и праздники'],
    en: [
      'open line "{line}" is closed on every day of the coming year',
      'check the weekdays and the holidays',
    ],
  },
  'open-line-all-on-leave': {
    severity: 'error',
    ru: [
      'все операторы открытой линии «{line}» сегодня в отпуске: сообщения ждут',
      'добавьте в очередь кого-нибудь, кто работает',
    ],
    en: [
      'everybody in the queue of open line "{line}" is on leave today: messages wait',
      'add somebody who is at work',
    ],
  },
  'open-line-without-channels': {
    severity: 'warning',
    ru: ['у открытой линии «{line}» нет ни одного канала: сообщений не будет', 'укажите её каналы'],
    en: ['open line "{line}" has no channel: no message can come', 'name its channels'],
  },
  'duty-rota-ends': {
    severity: 'warning',
    ru: [
      'график дежурств заканчивается {end}: после этого он никого не ограничивает',
      'загрузите график на следующее время',
    ],
    en: ['the duty rota ends on {end} and binds nobody after that', 'upload the rota for the time to come'],
  },
  'calendar-gap': {
    severity: 'warning',
    ru: [
      'с {from} по {to} ({days} дн.) нет рабочих дней: пропущенные звонки будут ждать',
      'добавьте рабочие дни, если это ошибка',
    ],
    en: [
      'no working day from {from} to {to} ({days} days): missed calls wait',
      'add working days, if it is a slip',
    ],
  },
  'calendar-runs-out': {
    severity: 'warning',
    ru: ['последний праздник в календаре — {last}', 'внесите праздники на будущее'],
    en: ['the last holiday in the calendar was {last}', 'enter the holidays to come'],
  },
  'calendar-day-in-vain': {
    severity: 'hint',
    ru: ['{day} ничего не меняет: день и без того такой', 'уберите его'],
    en: ['{day} changes nothing: the day is so anyway', 'take it out'],
  },
  'responsible-unmapped': {
    severity: 'warning',
    ru: ['{name} — ответственный, но не сопоставлен с пользователем CRM', 'укажите его пользователя CRM'],
    en: ['{name} is responsible but is no CRM user', 'name his CRM user'],
  },
  'leave-without-cover': {
    severity: 'warning',
    ru: [
      '{name} в отпуске с {from} по {to}, ни замещающего, ни руководителя нет: звонки уйдут дальше по очереди или будут ждать',
      'назначьте замещающего',
    ],
    en: [
      '{name} is on leave from {from} to {to} with neither substitute nor head: calls go on down the line, or wait',
      'name a substitute',
    ],
  },
  'cover-away': {
    severity: 'warning',
    ru: [
      '{name} в отпуске с {from} по {to}, а {day} никого из замещающих ({cover}) на работе нет',
      'назначьте другого замещающего',
    ],
    en: [
      '{name} is on leave from {from} to {to}, and on {day} nobody who covers ({cover}) is at work',
      'name another substitute',
    ],
  },
  'head-gone': {
    severity: 'warning',
    ru: ['руководитель {head} сотрудника {name} уволен или заблокирован', 'укажите другого руководителя'],
    en: ['{head}, the head of {name}, is dismissed or blocked', 'name another head'],
  },
  'line-unknown': {
    severity: 'warning',
    ru: [
      'за {days} дн. {calls} звонков на линии {line}, которой нет в настройках',
      'опишите линию или добавьте её как псевдоним',
    ],
    en: [
      '{calls} calls in {days} days on line {line}, which is not in the settings',
      'describe the line, or add it as an alias',
    ],
  },
  'trunk-without-company': {
    severity: 'warning',
    ru: [
      'линия {line} не отнесена ни к одной из ваших компаний: звонки без известных сотрудников ждут во «Входящих без компании»',
      'укажите компанию линии',
    ],
    en: [
      'line {line} belongs to none of your companies: calls without known employees wait in the inbox',
      'name the company of the line',
    ],
  },
  'employee-company-unknown': {
    severity: 'warning',
    ru: ['{name} работает в компании {company}, которой нет в настройках', 'выберите другую или добавьте её'],
    en: ['{name} works for company {company}, which is not in the settings', 'choose another one, or add it'],
  },
  'unmapped-calls-lost': {
    severity: 'warning',
    ru: [
      'за {days} дн. {calls} звонков не попали в CRM: сотрудники не сопоставлены',
      'сопоставьте сотрудников или включите «Сохранять все звонки»',
    ],
    en: [
      '{calls} calls in {days} days are not in the CRM: nobody in them is mapped',
      'map the employees, or switch "save all calls" on',
    ],
  },
  'rule-never-matches': {
    severity: 'warning',
    ru: [
      'правило «{rule}» никогда не сработает: всё, что в нём названо, не дойдёт до него',
      'переставьте или удалите правило',
    ],
    en: [
      'rule "{rule}" can never match: nothing that it names gets as far as that',
      'move the rule up, or remove it',
    ],
  },
  'rule-entry-shadowed': {
    severity: 'hint',
    ru: ['«{entry}» уже в правиле «{earlier}», которое проверяется раньше', 'оставьте в одном из правил'],
    en: ['"{entry}" is in rule "{earlier}" already, which is tried before', 'leave it in one of them'],
  },
  'rule-entry-shut': {
    severity: 'hint',
    ru: [
      'звонки на «{entry}» не обрабатываются: линия выключена или в списке запрета',
      'уберите из правила или включите линию',
    ],
    en: [
      'calls on "{entry}" are kept out: the line is off or denied',
      'take it out of the rule, or let the line in',
    ],
  },
  'allow-entry-denied': {
    severity: 'warning',
    ru: ['«{entry}» и в списке разрешённых, и в списке запрета: действует запрет', 'оставьте в одном списке'],
    en: ['"{entry}" is both allowed and denied: denial wins', 'leave it in one list'],
  },
  'setting-without-effect': {
    severity: 'hint',
    ru: ['не действует, пока {because}', 'ничего не нужно, если так и задумано'],
    en: ['has no effect while {because}', 'nothing, if that is meant'],
  },
  'trunk-silent': {
    severity: 'hint',
    ru: ['за {days} дн. ни одного звонка на линии {line}', 'проверьте, так ли её называет АТС'],
    en: ['no call in {days} days on line {line}', 'check that the PBX names it so'],
  },
  'trunk-off-with-responsible': {
    severity: 'hint',
    ru: [
      'звонки на линии {line} не обрабатываются, её ответственный ничего не получит',
      'включите линию или снимите ответственного',
    ],
    en: [
      'calls on line {line} are not processed, so its responsible gets none',
      'process the line, or take him off it',
    ],
  },
  'catch-all-idle': {
    severity: 'hint',
    ru: [
      '«Сохранять все звонки» включено, но все сотрудники сопоставлены',
      'ничего не нужно, если есть телефоны без сотрудников',
    ],
    en: ['"save all calls" is on, but everybody is mapped', "nothing, if there are phones that are nobody's"],
  },
  'employee-without-extension': {
    severity: 'hint',
    ru: ['у {name} нет внутреннего номера: его звонки не узнать', 'укажите номер'],
    en: ['{name} has no extension: his calls are not known as his', 'name his extension'],
  },
  'employee-without-crm-user': {
    severity: 'hint',
    ru: ['{name} не сопоставлен с пользователем CRM', 'укажите пользователя CRM, если он в ней работает'],
    en: ['{name} is no CRM user', 'name his CRM user, if he works there'],
  },
  'same-name': {
    severity: 'hint',
    ru: ['{name} и {other} зовутся одинаково', 'проверьте, не один ли это человек'],
    en: ['{name} and {other} have the same name', 'check that they are two people'],
  },
  'same-email': {
    severity: 'warning',
    ru: ['у {name} и {other} один адрес {email}', 'проверьте, не один ли это человек'],
    en: ['{name} and {other} have the same address {email}', 'check that they are two people'],
  },
} as const satisfies Readonly<Record<string, Entry>>;

export type FindingCode = keyof typeof catalogue;
export const findingCodes = Object.keys(catalogue) as readonly FindingCode[];
