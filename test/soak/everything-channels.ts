import { emailChannel, emailSecret } from '../channels/email/mails.ts';
import { telegramChannel, telegramSecret } from '../channels/telegram/payloads.ts';
import { wazzupChannel, wazzupSecret } from '../channels/wazzup/payloads.ts';
import { whatsappChannel, whatsappSecret } from '../channels/whatsapp/payloads.ts';
import { startMailServer } from '../standins/channels/smtp.ts';
import { startTelegram } from '../standins/channels/telegram.ts';
import { startWazzup } from '../standins/channels/wazzup.ts';
import { startWhatsapp } from '../standins/channels/whatsapp.ts';

export const channelIds = {
  telegram: telegramChannel,
  whatsapp: whatsappChannel,
  wazzup: wazzupChannel,
  email: emailChannel,
  web: 'web:site',
} as const;
export const site = 'https://www.example.com';

/** The services by which clients write and are answered, with the secrets of the run. */
export type Channels = Awaited<ReturnType<typeof startChannels>>;

/** As of the PBXs. */
const plantedChannels = (word: string) => ({
  telegram: {
    ...telegramSecret,
    botToken: `7000000001:planted-bot-token-${word}`,
    webhookSecret: `planted-telegram-webhook-${word}`,
  },
  whatsapp: {
    ...whatsappSecret,
    appSecret: `planted-whatsapp-application-${word}`,
    verifyToken: `planted-whatsapp-verify-${word}`,
    accessToken: `planted-whatsapp-access-${word}`,
  },
  wazzup: {
    ...wazzupSecret,
    apiKey: `planted-wazzup-key-${word}`,
    crmKey: `planted-wazzup-crm-${word}`,
  },
  email: {
    ...emailSecret,
    gatewaySecret: `planted-mail-gateway-${word}`,
    previousGatewaySecret: `planted-mail-gateway-previous-${word}`,
    smtp: { ...emailSecret.smtp, password: `planted-mail-password-${word}` },
  },
  web: { kind: 'web', signingKey: `planted-widget-signing-${word}`, origins: [site] },
});

export async function startChannels(word: string) {
  const planted = plantedChannels(word);
  const [telegram, whatsapp, wazzup, mails] = await Promise.all([
    startTelegram(planted.telegram.botToken),
    startWhatsapp(planted.whatsapp),
    startWazzup(planted.wazzup),
    startMailServer(planted.email.smtp),
  ]);
  const smtp = { ...planted.email.smtp, server: mails.url };
  const secrets = { ...planted, email: { ...planted.email, smtp } };
  return {
    telegram,
    whatsapp,
    wazzup,
    mails,
    secrets,
    /** As the tenant's file names them. */
    servers: { telegram: telegram.url, whatsapp: whatsapp.url, wazzup: wazzup.url, email: [mails.url] },
    stop: async () => {
      await Promise.all([telegram, whatsapp, wazzup, mails].map((one) => one.stop()));
    },
  };
}

/** The secrets by the names of their channels. */
export const byChannel = ({ secrets }: Channels): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(secrets).map(([kind, secret]) => [channelIds[kind as keyof typeof channelIds], secret]),
  );
