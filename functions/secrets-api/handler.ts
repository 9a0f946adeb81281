import { noContent } from '../../shared/api/answers.ts';
import { serve } from '../../shared/api/edge.ts';
import { parse } from '../../shared/api/parse.ts';
import { pbxSecretSchemas, secretsOperations } from '../../shared/api/secrets/secrets-operations.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { storeChannelSecret, storePbxSecret } from '../../shared/platform/vault-writer.ts';

const tables = {
  vault: requiredEnv('VAULT_TABLE_NAME'),
  table: requiredEnv('TABLE_NAME'),
  timeZone: tenant().timeZone,
};

export const handler = serve(secretsOperations, {
  putPbxSecret: async ({ params: { provider }, body, caller, now }) => {
    // The operation's schema takes the secret of any PBX; this one's is what it must be.
    const secret = parse(pbxSecretSchemas[provider], body, 'body');
    await storePbxSecret(tables, provider, secret, {
      at: now,
      who: caller.id,
      what: 'secret.replaced',
      subject: `pbx/${provider}/secret`,
    });
    return noContent();
  },
  putChannelSecret: async ({ params: { channelId }, body, caller, now }) => {
    await storeChannelSecret(tables, channelId, body, {
      at: now,
      who: caller.id,
      what: 'secret.replaced',
      subject: `channels/${channelId}/secret`,
    });
    return noContent();
  },
});
