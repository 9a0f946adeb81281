import * as z from 'zod';
import { genericSecretSchema } from '../../pbx/generic/signature.ts';
import { mangoSecretSchema } from '../../pbx/mango/signature.ts';
import { megafonSecretSchema } from '../../pbx/megafon/token.ts';
import { twilioSecretSchema } from '../../pbx/twilio/signature.ts';
import { uisSecretSchema } from '../../pbx/uis/key.ts';
import { zadarmaSecretSchema } from '../../pbx/zadarma/signature.ts';
import { administrators, defineOperations } from '../operation.ts';

/** The PBXs that the product knows. */
export const pbxProviders = ['mango', 'generic', 'zadarma', 'megafon', 'uis', 'twilio'] as const;

/** What each PBX signs with, as its adapter wants it. */
export const pbxSecretSchemas = {
  mango: mangoSecretSchema,
  generic: genericSecretSchema,
  zadarma: zadarmaSecretSchema,
  megafon: megafonSecretSchema,
  uis: uisSecretSchema,
  twilio: twilioSecretSchema,
};

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
      body: z.union([
        pbxSecretSchemas.mango,
        pbxSecretSchemas.generic,
        pbxSecretSchemas.zadarma,
        pbxSecretSchemas.megafon,
        pbxSecretSchemas.uis,
        pbxSecretSchemas.twilio,
      ]),
      responses: { 204: { description: 'Stored' } },
    },
  },
);
