import type { MangoSecret } from './mango-pbx.ts';

/**
 * The demonstration company: a sales group, a courier and an accountant who are not in the CRM, two lines with a
 * responsible of their own, a few known clients. Names and numbers are invented.
 */
export const mangoSecret: MangoSecret = { apiKey: 'demo-vpbx-api-key', apiSalt: 'demo-vpbx-api-salt' };
export const genericSecret = { secret: 'demo-generic-events-secret' };

export const lines = { sales: '+74950000001', support: '+74950000002' } as const;

export const clients = { romashka: '+79160000101', sidorov: '+79160000102' } as const;

interface DemoEmployee {
  readonly id: string;
  readonly name: string;
  readonly extension?: string;
  readonly crmUserId?: string;
  readonly leave?: { readonly substituteId: string };
}

/** Substitutes come before those whom they cover: an employee is checked against those who are there. */
export const employees: readonly DemoEmployee[] = [
  { id: 'director', name: 'Ольга Директор', extension: '100', crmUserId: 'director' },
  { id: 'ivanov', name: 'Иван Иванов', extension: '101', crmUserId: 'ivanov' },
  { id: 'petrova', name: 'Анна Петрова', extension: '102', crmUserId: 'petrova' },
  {
    id: 'smirnov',
    name: 'Олег Смирнов',
    extension: '105',
    crmUserId: 'smirnov',
    leave: { substituteId: 'petrova' },
  },
  { id: 'accountant', name: 'Мария Бухгалтер', extension: '103' },
  { id: 'courier', name: 'Пётр Курьер', extension: '104' },
];

export const callSettings = {
  defaultResponsible: 'director',
  captureUnmappedCalls: { enabled: true, catchAllEmployeeId: 'petrova' },
  newClient: { answered: 'contactAndDeal', missed: 'lead', outbound: 'contact' },
  // The PBX of the demonstration sends everything at once; a real one wants the defaults.
  lateEvents: { quietSeconds: 1, missingSeconds: 2 },
};

export const trunkSettings = {
  trunks: [
    { number: lines.sales, name: 'Отдел продаж' },
    { number: lines.support, name: 'Поддержка', trunkResponsible: 'ivanov' },
  ],
};

export const directory = [
  { kind: 'company', id: 'romashka', name: 'ООО «Ромашка»', phones: [clients.romashka], ownerId: 'smirnov' },
  { kind: 'contact', id: 'sidorov', name: 'Сидоров', phones: [clients.sidorov], ownerId: 'ivanov' },
] as const;
