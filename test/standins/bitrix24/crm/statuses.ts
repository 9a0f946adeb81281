import type { EntityName, Fields } from './types.ts';

/** One row of a directory: a stage, a source, a type. */
export interface Status {
  readonly id: number;
  /** `STATUS`, `DEAL_STAGE`, `SOURCE`, `COMPANY_TYPE`, … */
  readonly directory: string;
  /** What entities hold. */
  readonly statusId: string;
  readonly name: string;
  readonly sort: number;
  /** `S` won, `F` lost, `undefined` underway. */
  readonly semantics?: 'S' | 'F';
}

type Row = readonly [statusId: string, name: string, semantics?: 'S' | 'F' | undefined];

const initial: Readonly<Record<string, readonly Row[]>> = {
  STATUS: [
    ['NEW', 'New'],
    ['IN_PROCESS', 'In progress'],
    ['PROCESSED', 'Processed'],
    ['CONVERTED', 'Converted', 'S'],
    ['JUNK', 'Junk', 'F'],
  ],
  DEAL_STAGE: [
    ['NEW', 'New'],
    ['PREPARATION', 'Preparation'],
    ['WON', 'Won', 'S'],
    ['LOSE', 'Lost', 'F'],
  ],
  SOURCE: [
    ['CALL', 'Call'],
    ['EMAIL', 'E-mail'],
    ['WEB', 'Website'],
    ['CALLBACK', 'Callback'],
    ['OTHER', 'Other'],
  ],
  CONTACT_TYPE: [
    ['CLIENT', 'Client'],
    ['SUPPLIER', 'Supplier'],
  ],
  COMPANY_TYPE: [
    ['CUSTOMER', 'Customer'],
    ['PARTNER', 'Partner'],
  ],
  DEAL_TYPE: [
    ['SALE', 'Sale'],
    ['SERVICE', 'Service'],
  ],
};

/** The CRM's directories. */
export class Statuses {
  readonly #rows: Status[] = [];

  constructor() {
    for (const [directory, rows] of Object.entries(initial)) this.add(directory, rows);
  }

  add(directory: string, rows: readonly Row[]): void {
    for (const [statusId, name, semantics] of rows) {
      const sort = (this.of(directory).length + 1) * 10;
      const id = this.#rows.length + 1;
      this.#rows.push({ id, directory, statusId, name, sort, ...(semantics ? { semantics } : {}) });
    }
  }

  /** A pipeline for deals beside the first; its stages are `C3:NEW` and so on. */
  addPipeline(id: number, rows: readonly Row[] = initial.DEAL_STAGE ?? []): void {
    this.add(
      `DEAL_STAGE_${id}`,
      rows.map(([statusId, name, semantics]): Row => [`C${id}:${statusId}`, name, semantics]),
    );
  }

  all(): readonly Status[] {
    return this.#rows;
  }

  of(directory: string): readonly Status[] {
    return this.#rows.filter((row) => row.directory === directory);
  }

  /** The stage that a lead or deal is in; `undefined` where it has none or its pipeline lacks it. */
  stageOf(type: EntityName, fields: Fields): Status | undefined {
    if (type !== 'LEAD' && type !== 'DEAL') return undefined;
    const stage = fields[type === 'LEAD' ? 'STATUS_ID' : 'STAGE_ID'];
    return this.of(stageDirectory(type, fields)).find((row) => row.statusId === stage);
  }

  firstStage(type: 'LEAD' | 'DEAL', fields: Fields): string {
    return this.of(stageDirectory(type, fields))[0]?.statusId ?? 'NEW';
  }
}

function stageDirectory(type: 'LEAD' | 'DEAL', fields: Fields): string {
  const category = Number(fields.CATEGORY_ID ?? 0);
  if (type === 'LEAD') return 'STATUS';
  return category === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${category}`;
}
