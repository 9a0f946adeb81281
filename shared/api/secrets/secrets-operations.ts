import * as z from 'zod';
import { channelIdPattern } from '../../channels/ids.ts';
import { genericSecretSchema } from '../../pbx/generic/signature.ts';
import { mangoSecretSchema } from '../../pbx/mango/signature.ts';
import { megafonSecretSchema } from '../../pbx/megafon/token.ts';
import { type PbxProvider, pbxProviders } from '../../pbx/providers.ts';
import { twilioSecretSchema } from '../../pbx/twilio/signature.ts';
import { uisSecretSchema } from '../../pbx/uis/key.ts';
import { zadarmaSecretSchema } from '../../pbx/zadarma/signature.ts';
import { administrators, defineOperations } from '../operation.ts';
import { channelSecretSchemas } from './channel-secrets.ts';

/** What each PBX signs with, as its adapter wants it. */
export const pbxSecretSchemas = {
  mango: mangoSecretSchema,
  generic: genericSecretSchema,
  zadarma: zadarmaSecretSchema,
  megafon: megafonSecretSchema,
  uis: uisSecretSchema,
  twilio: twilioSecretSchema,
} as const satisfies Readonly<Record<PbxProvider, unknown>>;

const { telegram: _, ...others } = channelSecretSchemas;
const otherChannels = Object.values(others);

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
    putChannelSecret: {
      method: 'PUT',
      path: '/api/channels/{channelId}/secret',
      access: administrators,
      summary:
        "Set a channel's keys: those with which its webhooks are verified, and those to send messages with",
      description:
        'Write only: nothing reads it back. What kind of channel it is, `kind` says. In force at once for who uses ' +
        'the new keys; the old ones are accepted for five minutes at most.',
      params: z.strictObject({
        channelId: z
          .string()
          .regex(channelIdPattern)
          .meta({ description: 'Your name of it, which the open lines have', example: 'whatsapp:1067' }),
      }),
      body: z.discriminatedUnion('kind', [channelSecretSchemas.telegram, ...otherChannels]),
      responses: { 204: { description: 'Stored' } },
    },
  },
);
