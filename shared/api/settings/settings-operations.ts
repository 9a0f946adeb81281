import * as z from 'zod';
import { callSettingsSchema } from '../../settings/call-settings.ts';
import { openLineSettingsSchema } from '../../settings/open-line-settings.ts';
import { trunkSettingsSchema } from '../../settings/trunk-settings.ts';
import { cursorSchema, instantSchema, pageOf, pageQuery } from '../common-schemas.ts';
import { administrators, defineOperations } from '../operation.ts';

/** The settings documents, in the words of the address. */
export const settingsNames = ['calls', 'trunks', 'open-lines'] as const;
export type SettingsName = (typeof settingsNames)[number];

const name = z.enum(settingsNames).meta({ description: 'Which settings' });
const version = z.int().min(0).meta({ description: 'Counts the saves; 0 before the first one', example: 3 });

const saved = {
  version,
  updatedAt: instantSchema.exactOptional(),
  updatedBy: z.string().exactOptional().meta({ description: 'Who saved it' }),
};
const head = {
  ...saved,
  configured: z
    .boolean()
    .meta({ description: 'False before the first save: the document holds the defaults' }),
};

/** Before the first save there is no default responsible: D-17 leaves that one decision to a person. */
const callSettingsView = z
  .strictObject({
    ...head,
    document: callSettingsSchema.extend({
      defaultResponsible: callSettingsSchema.shape.defaultResponsible.exactOptional(),
    }),
  })
  .meta({ id: 'SavedCallSettings' });

const trunkSettingsView = z
  .strictObject({ ...head, document: trunkSettingsSchema })
  .meta({ id: 'SavedTrunkSettings' });

const openLineSettingsView = z
  .strictObject({ ...head, document: openLineSettingsSchema })
  .meta({ id: 'SavedOpenLineSettings' });

const anyVersion = z
  .strictObject({
    ...saved,
    document: z.union([callSettingsSchema, trunkSettingsSchema, openLineSettingsSchema]),
  })
  .meta({ id: 'SettingsVersion' });

const auditEntry = z
  .strictObject({
    at: instantSchema,
    who: z.string().meta({ description: 'The employee, or the subject of the token where it names none' }),
    what: z.string().meta({ example: 'settings.changed' }),
    subject: z.string().meta({ example: 'settings/calls' }),
    fromVersion: z.int().exactOptional(),
    toVersion: z.int().exactOptional(),
    changes: z
      .array(
        z.strictObject({
          field: z.string().meta({ example: 'missedInGroup.employeeId' }),
          from: z.unknown().optional().meta({ description: 'Absent where there was nothing' }),
          to: z.unknown().optional().meta({ description: 'Absent where nothing is left' }),
        }),
      )
      .meta({ description: 'What is different; a secret is named without its value' }),
    changesLeftOut: z
      .int()
      .exactOptional()
      .meta({ description: 'Changes for which there was no room; the versions hold them all' }),
  })
  .meta({ id: 'AuditEntry' });

export const settingsOperations = defineOperations(
  { function: 'settings-api', tag: 'Settings' },
  {
    getCallSettings: {
      method: 'GET',
      path: '/api/settings/calls',
      access: administrators,
      summary: 'Who is responsible for calls',
      versioned: true,
      responses: { 200: { description: 'The settings in force', schema: callSettingsView } },
    },
    putCallSettings: {
      method: 'PUT',
      path: '/api/settings/calls',
      access: administrators,
      summary: 'Change who is responsible for calls',
      description: 'The whole document. Fields left out get their defaults.',
      versioned: true,
      body: callSettingsSchema,
      responses: { 200: { description: 'Saved', schema: callSettingsView } },
    },
    getTrunkSettings: {
      method: 'GET',
      path: '/api/settings/trunks',
      access: administrators,
      summary: 'The external lines and their responsibles',
      versioned: true,
      responses: { 200: { description: 'The settings in force', schema: trunkSettingsView } },
    },
    putTrunkSettings: {
      method: 'PUT',
      path: '/api/settings/trunks',
      access: administrators,
      summary: 'Change the external lines and their responsibles',
      description:
        'The whole list. Numbers are stored normalised; the spelling that was sent stays as an alias.',
      versioned: true,
      body: trunkSettingsSchema,
      responses: { 200: { description: 'Saved', schema: trunkSettingsView } },
    },
    getOpenLineSettings: {
      method: 'GET',
      path: '/api/settings/open-lines',
      access: administrators,
      summary: 'The departments, the open lines and who is asked in them',
      versioned: true,
      responses: { 200: { description: 'The settings in force', schema: openLineSettingsView } },
    },
    putOpenLineSettings: {
      method: 'PUT',
      path: '/api/settings/open-lines',
      access: administrators,
      summary: 'Change the departments and the open lines',
      description: 'The whole document. Fields left out get their defaults.',
      versioned: true,
      body: openLineSettingsSchema,
      responses: { 200: { description: 'Saved', schema: openLineSettingsView } },
    },
    listSettingsVersions: {
      method: 'GET',
      path: '/api/settings/{name}/versions',
      access: administrators,
      summary: 'Every version of a settings document, newest first',
      params: z.strictObject({ name }),
      query: z.strictObject(pageQuery),
      responses: {
        200: {
          description: 'A page of versions',
          schema: z.strictObject({ items: z.array(z.strictObject(saved)), cursor: cursorSchema }),
        },
      },
    },
    getSettingsVersion: {
      method: 'GET',
      path: '/api/settings/{name}/versions/{version}',
      access: administrators,
      summary: 'One version of a settings document',
      params: z.strictObject({ name, version: z.coerce.number().int().min(1).max(999_999) }),
      responses: {
        200: { description: 'The version as it was saved', schema: anyVersion },
        404: { description: 'There is no such version' },
      },
    },
    listAudit: {
      method: 'GET',
      path: '/api/audit',
      access: administrators,
      summary: 'Who changed what, when, from what to what; newest first',
      query: z.strictObject({
        ...pageQuery,
        month: z
          .string()
          .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
          .exactOptional()
          .meta({
            description: "A month of the tenant's time zone; the current one unless told",
            example: '2026-11',
          }),
      }),
      responses: { 200: { description: 'A page of changes', schema: pageOf(auditEntry) } },
    },
  },
);
