import * as z from 'zod';
import { genericSecretSchema } from '../../pbx/generic/signature.ts';
import { mangoSecretSchema } from '../../pbx/mango/signature.ts';
import { megafonSecretSchema } from '../../pbx/megafon/token.ts';
import { type PbxProvider, pbxProviders } from '../../pbx/providers.ts';
import { twilioSecretSchema } from '../../pbx/twilio/signature.ts';
import { uisSecretSchema } from '../../pbx/uis/key.ts';
import { zadarmaSecretSchema } from '../../pbx/zadarma/signature.ts';
import { administrators, defineOperations } from '../operation.ts';

/** What each PBX signs with, as its adapter wants it. */
export const pbxSecretSchemas = {
  mango: mangoSecretSchema,
  generic: genericSecretSchema,
  zadarma: zadarmaSecretSchema,
  megafon: megafonSecretSchema,
  uis: uisSecretSchema,
  twilio: twilioSecretSchema,
} as const satisfies Readonly<Record<PbxProvider, unknown>>;

export const secretsOperations = defineOperations(
  { function: 'secrets-api', tag: 'PBX' },
  {
    putPbxSecret: {
      method: 'PUT',
      path: '/api/pbx/{provider}/secret',
      access: administrators,
      summary: "Set the keys with which a PBX's webhooks are verified",
      description:
        'Write only: nothing reads it back. In force at once for a sender who uses the new keys; the old ones are ' +
        'accepted for five minutes at most.',
      params: z.strictObject({
        provider: z.enum(pbxProviders).meta({ description: 'The PBX', example: 'mango' }),
      }),
      body: z.union(Object.values(pbxSecretSchemas)),
      responses: { 204: { description: 'Stored' } },
    },
  },
);
