import { DutylineError } from '../../shared/base/errors.ts';
import type { ChannelId, EffectId, TicketId } from '../../shared/base/ids.ts';
import { smtpServer } from '../../shared/channels/email/smtp-servers.ts';
import type { ChannelSender } from '../../shared/channels/sender-port.ts';
import { telegramSender } from '../../shared/channels/telegram/sender.ts';
import { wazzupSender } from '../../shared/channels/wazzup/sender.ts';
import { whatsappSender } from '../../shared/channels/whatsapp/sender.ts';
import { prove } from '../../shared/crm/bitrix24/app/prove.ts';
import { uploadTo } from '../../shared/crm/bitrix24/recordings/upload.ts';
import { AllowedHosts } from '../../shared/crm/bitrix24/rest/hosts.ts';
import { v2 } from '../../shared/crm/bitrix24/rest/method.ts';
import { refresh } from '../../shared/crm/bitrix24/rest/oauth.ts';
import { text } from '../../shared/crm/bitrix24/rest/values.ts';
import { MangoApi } from '../../shared/pbx/mango/history/api.ts';
import type { RecordingServers } from '../../shared/pbx/recording-port.ts';
import { recordingSource } from '../../shared/pbx/recording-sources.ts';
import type { TestPortal } from '../crm/bitrix24/rest/portal.ts';

/** Who sends something out, and how an address of somebody else's choice comes to him. */
export interface OutgoingClient {
  readonly name: string;
  /**
   * Lets it meet the address. @returns an address that it would hand to the portal to be fetched, if any.
   */
  meet(address: string): Promise<string | undefined>;
}

export interface ClientParts {
  readonly test: TestPortal;
  /** A server that is allowed, and redirects to whatever it was told last. */
  readonly redirector: { readonly url: string; leadsTo: string };
}

const scopeOf = v2('scope', text);
const keys = { apiKey: 'key', apiSalt: 'salt' };
const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'token-of-twilio-0123' };

const bot = {
  kind: 'telegram',
  botToken: `1:${'A'.repeat(35)}`,
  webhookSecret: 'secret-of-sixteen',
} as const;
const number = {
  kind: 'whatsapp',
  phoneNumberId: '1067',
  appSecret: 'secret-of-sixteen',
  verifyToken: 'token-of-ours',
  accessToken: 'token-of-sixteen',
} as const;
const wazzup = {
  kind: 'wazzup',
  channelId: 'c',
  apiKey: 'key-of-sixteen-l',
  crmKey: 'key-of-sixteen-l',
} as const;
const outgoing = {
  effect: {
    kind: 'message',
    id: 'effect-1' as EffectId,
    ticketId: 'c/1' as TicketId,
    channelId: 'c' as ChannelId,
    at: 0,
    text: 'Hello',
  },
  conversation: '1',
  part: { kind: 'text', text: 'Hello' },
  key: 'effect-1',
} as const;

export function outgoingClients({ test, redirector }: ClientParts): readonly OutgoingClient[] {
  const app = { clientId: test.app.clientId, clientSecret: test.app.clientSecret };
  const hosts = new AllowedHosts({ portals: [redirector.url], oauth: [redirector.url] });
  const tokens = { accessToken: 'access-token', refreshToken: 'refresh-token' };

  /** A refusal is what is wanted; everything else is told. */
  const quietly = async (work: () => unknown): Promise<undefined> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DutylineError)) throw error;
    }
  };
  const portalAt = async (clientEndpoint: string): Promise<undefined> => {
    const { installations, client } = test.connection({ alsoPortal: redirector.url });
    await installations.change((now) =>
      now === undefined
        ? undefined
        : { ...withoutSuspension(now), clientEndpoint, expiresAt: Number.MAX_SAFE_INTEGER },
    );
    // Limits of the portal are of no matter here.
    test.clock.now += 120_000;
    return quietly(() => client.call(scopeOf));
  };
  const oauthAt = (serverEndpoint: string): Promise<undefined> =>
    quietly(() => refresh(app, { ...tokens, serverEndpoint }, hosts));
  const proofBy = (clientEndpoint: string): Promise<undefined> =>
    quietly(async () => {
      const { installations: store } = test.connection();
      const { memberId } = await test.installation();
      const introduced = {
        ...tokens,
        memberId,
        clientEndpoint,
        serverEndpoint: redirector.url,
        applicationToken: 'application-token',
        scope: [],
        status: 'L',
      };
      await prove(introduced, { store, hosts, clock: () => test.clock.now });
    });
  const recordingOf = async (provider: string, secret: unknown, servers: RecordingServers, id = 'r1') => {
    const source = await recordingSource(provider, { secret: async () => secret, servers });
    const answer = await source?.recording(id);
    return answer?.kind === 'address' ? answer.url.href : undefined;
  };
  const redirected = (meet: () => Promise<string | undefined>) => (address: string) => {
    redirector.leadsTo = address;
    return meet();
  };
  const uploading = (uploadUrl: string): Promise<undefined> =>
    quietly(() =>
      uploadTo(hosts)({ uploadUrl, fieldName: 'file', name: 'a.mp3', bytes: Buffer.from('sound') }),
    );

  const at = redirector.url;
  const mailServerAt = async (address: string): Promise<string | undefined> => {
    let taken: string | undefined;
    await quietly(() => {
      taken = smtpServer(address).host;
    });
    return taken;
  };
  const messenger = (sender: ChannelSender) => redirected(() => quietly(() => sender.send(outgoing)));
  return [
    { name: "Telegram's redirect", meet: messenger(telegramSender(bot, at)) },
    { name: "WhatsApp's redirect", meet: messenger(whatsappSender(number, at)) },
    { name: "Wazzup's redirect", meet: messenger(wazzupSender(wazzup, at)) },
    // The one who decides where a password for mails is sent.
    { name: "a mail server's address", meet: mailServerAt },
    { name: "the portal's address", meet: portalAt },
    { name: "the portal's redirect", meet: redirected(() => portalAt(`${at}/rest/`)) },
    { name: "the OAuth server's address", meet: oauthAt },
    { name: "the OAuth server's redirect", meet: redirected(() => oauthAt(at)) },
    { name: 'an installation', meet: proofBy },
    { name: "an installation's redirect", meet: redirected(() => proofBy(`${at}/rest/`)) },
    { name: 'an upload', meet: uploading },
    { name: "an upload's redirect", meet: redirected(() => uploading(`${at}/rest/upload.json`)) },
    { name: "Mango's link", meet: redirected(() => recordingOf('mango', keys, { api: `${at}/vpbx/` })) },
    {
      name: "Mango's statistics",
      meet: redirected(() => quietly(() => new MangoApi({ secret: keys, origin: at }).ask('stats/', {}))),
    },
    { name: "Twilio's redirect", meet: redirected(() => recordingOf('twilio', account, { api: `${at}/` })) },
    {
      name: "Twilio's second redirect",
      meet: redirected(() => recordingOf('twilio', account, { api: `${at}/`, files: [at] })),
    },
    { name: "UIS' link", meet: (address) => recordingOf('uis', undefined, {}, address) },
    { name: "MegaFon's link", meet: (address) => recordingOf('megafon', undefined, {}, address) },
  ];
}

function withoutSuspension<T extends { readonly suspension?: unknown }>({ suspension: _, ...rest }: T) {
  return rest;
}
