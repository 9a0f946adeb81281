import * as z from 'zod';
import type { PartyId } from '../../base/ids.ts';
import { directions } from '../../calls/events.ts';
import { callbackOutcomes } from '../../effects/crm-write.ts';
import { employeeIdSchema } from '../../people/employee-schema.ts';
import { partyKinds } from '../../people/party.ts';
import { instantSchema, pageOf, pageQuery } from '../common-schemas.ts';
import { administrators, defineOperations, everybody } from '../operation.ts';
import { callbackReportQuery, callbackReportSchema } from '../reports/callback-report-schema.ts';

const kind = z.enum(partyKinds);
const partyId = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[\w.:+-]+$/, 'Latin letters, digits and . _ : + - only') as unknown as z.ZodType<PartyId, string>;
const partyRef = z.strictObject({ kind, id: z.string() });

const fields = {
  name: z.string().trim().min(1).max(300),
  ownerId: employeeIdSchema.exactOptional(),
  companyId: partyId.exactOptional().meta({ description: 'The company a contact or lead works for' }),
  closed: z.boolean().exactOptional().meta({ description: 'A lead that was converted or thrown away' }),
};

/** A client, as he is read. */
const client = z
  .strictObject({
    kind,
    id: z.string(),
    ...fields,
    phones: z.array(z.string()).meta({ description: 'E.164' }),
    createdAt: instantSchema,
  })
  .meta({ id: 'Client' });

const clientChange = z
  .strictObject({
    ...fields,
    phones: z
      .array(z.string().min(1).max(40))
      .max(20)
      .default([])
      .meta({ description: 'In any spelling; stored in E.164', example: ['8 (495) 000-00-01'] }),
  })
  .meta({ id: 'ClientChange' });

const record = z
  .strictObject({
    id: z.string(),
    direction: z.enum(directions),
    result: z.enum(['answered', 'missed', 'failed']),
    missedReason: z.string().exactOptional(),
    callOwnerId: employeeIdSchema,
    phone: z.string().exactOptional(),
    line: z.string().exactOptional(),
    startedAt: instantSchema,
    durationSeconds: z.number(),
    talkSeconds: z.number(),
    recordingIds: z.array(z.string()),
  })
  .meta({ id: 'ClientCall' });

const deal = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    ownerId: employeeIdSchema,
    createdAt: instantSchema,
    line: z.string().exactOptional(),
    stage: z.strictObject({ pipelineId: z.string(), stageId: z.string() }).exactOptional(),
    closedAt: instantSchema.exactOptional(),
  })
  .meta({ id: 'Deal' });

const task = z
  .strictObject({
    id: z.string(),
    text: z.string(),
    taskAssigneeId: employeeIdSchema,
    dueAt: instantSchema,
    phone: z.string().exactOptional(),
    client: partyRef.exactOptional(),
    number: z.string().meta({ description: "The client's phone, or his number as it came" }),
    line: z.string().exactOptional(),
    missedReason: z.string(),
    missCount: z.int().meta({ description: 'How many missed calls it is about' }),
    missedAt: instantSchema.meta({ description: 'The first of them' }),
    lastMissedAt: instantSchema,
    callRecordId: z.string().meta({ description: 'The recorded call it was made for' }),
    callRecordIds: z.array(z.string()).meta({ description: 'The recorded calls, the latest twenty' }),
    doneAt: instantSchema.exactOptional(),
    outcome: z.enum([...callbackOutcomes, 'byHand']).exactOptional(),
    closedByCallId: z.string().exactOptional().meta({ description: 'The talk that made it done' }),
  })
  .meta({ id: 'Task' });

const params = z.strictObject({ kind, id: partyId });
const noSuchClient = { 404: { description: 'There is no such client' } } as const;

export const clientsOperations = defineOperations(
  { function: 'clients-api', tag: 'Clients' },
  {
    findClients: {
      method: 'GET',
      path: '/api/clients',
      access: everybody,
      summary: 'Whose phone is this?',
      query: z.strictObject({
        phone: z
          .string()
          .min(1)
          .max(40)
          .meta({ description: 'In any spelling', example: '8 (495) 000-00-01' }),
      }),
      responses: {
        200: {
          description: 'Everybody with this phone; the one whom a call is about comes first',
          schema: z.strictObject({ items: z.array(client) }),
        },
      },
    },
    getClient: {
      method: 'GET',
      path: '/api/clients/{kind}/{id}',
      access: everybody,
      summary: 'One company, contact or lead',
      versioned: true,
      params,
      responses: { 200: { description: 'The client', schema: client }, ...noSuchClient },
    },
    putClient: {
      method: 'PUT',
      path: '/api/clients/{kind}/{id}',
      access: administrators,
      summary: 'Create or change a company, contact or lead of the built-in directory',
      description: 'The whole record; `If-None-Match: *` creates, `If-Match` changes.',
      versioned: true,
      params,
      body: clientChange,
      responses: {
        200: { description: 'Changed', schema: client },
        201: { description: 'Created', schema: client },
      },
    },
    listClientCalls: {
      method: 'GET',
      path: '/api/clients/{kind}/{id}/calls',
      access: everybody,
      summary: 'The call records of a client in the built-in CRM, the latest first',
      description: "Employees see those of their own clients, and of others' clients those which they own.",
      params,
      query: z.strictObject(pageQuery),
      responses: { 200: { description: 'A page of records', schema: pageOf(record) }, ...noSuchClient },
    },
    listClientDeals: {
      method: 'GET',
      path: '/api/clients/{kind}/{id}/deals',
      access: everybody,
      summary: 'The deals of a client in the built-in CRM',
      params,
      responses: {
        200: { description: 'All of them', schema: z.strictObject({ items: z.array(deal) }) },
        ...noSuchClient,
      },
    },
    closeDeal: {
      method: 'POST',
      path: '/api/clients/{kind}/{id}/deals/{deal}/close',
      access: everybody,
      summary: 'Close a deal: won or lost, it is open no more',
      params: params.extend({ deal: z.string().min(1).max(100) }),
      responses: {
        200: { description: 'It is closed, now or before', schema: deal },
        404: { description: 'There is no such deal, or it is not yours' },
      },
    },
    listTasks: {
      method: 'GET',
      path: '/api/tasks',
      access: everybody,
      summary: 'Open tasks of one employee, the most urgent first',
      query: z.strictObject({
        ...pageQuery,
        assignee: employeeIdSchema
          .exactOptional()
          .meta({ description: 'Yourself unless told; employees see only their own' }),
      }),
      responses: { 200: { description: 'A page of tasks', schema: pageOf(task) } },
    },
    callbackReport: {
      method: 'GET',
      path: '/api/reports/callbacks',
      access: administrators,
      summary: 'What became of missed calls, by trunk, owner and class',
      description:
        'Of clients who were missed on these days, up to 92: called back, the client reached us, still open, and how ' +
        'long it took. A long report comes in pages: rows of one trunk, owner and class add up over them.',
      query: callbackReportQuery,
      responses: { 200: { description: 'A page of rows', schema: callbackReportSchema } },
    },
    completeTask: {
      method: 'POST',
      path: '/api/tasks/{id}/done',
      access: everybody,
      summary: 'Mark a task as done',
      params: z.strictObject({ id: z.string().min(1).max(400) }),
      responses: {
        200: { description: 'It is done, now or before', schema: task },
        404: { description: 'There is no such task, or it is not yours' },
      },
    },
  },
);
