import { extensionAt, type Numbering } from './channel-kind.ts';
import type { Channel } from './model.ts';

const takesMessages = /^(?:VoiceMail|MiniVM\w*)$/i;
const isMenu = /^(?:Background|BackgroundDetect|WaitExten|Read)$/i;
const most = 20;

/**
 * What the dialplan does with a channel: it is sent to a message box or a menu, or is to ring somebody. Asterisk says
 * this with the read class `dialplan` (or by CEL); without it, less is known of calls that nobody answered.
 * @returns whether it is of any interest.
 */
export function applicationRead(
  channel: Channel,
  application: string | undefined,
  data: string | undefined,
  numbering: Numbering,
): boolean {
  const kind = kindOf(application ?? '');
  if (kind === undefined) return false;
  channel.application = kind === 'calls' ? undefined : kind;
  if (application === 'Dial') want(channel, dialledExtensions(data ?? '', numbering));
  return true;
}

function kindOf(application: string): 'voicemail' | 'menu' | 'calls' | undefined {
  if (takesMessages.test(application)) return 'voicemail';
  if (isMenu.test(application)) return 'menu';
  return application === 'Dial' || application === 'Queue' ? 'calls' : undefined;
}

function want(channel: Channel, extensions: readonly string[]): void {
  if (extensions.length === 0) return;
  channel.wanted = [...new Set([...(channel.wanted ?? []), ...extensions])].slice(0, most);
}

/** Of `PJSIP/101&PJSIP/102/sip:102@10.0.0.5,20,tT`. */
export function dialledExtensions(data: string, numbering: Numbering): readonly string[] {
  const targets = data.slice(0, data.search(/[,|]|$/)).split('&');
  return targets
    .map((target) => extensionAt(target.split('/').slice(0, 2).join('/'), numbering))
    .filter((extension) => extension !== undefined);
}
