import { extensionAt, type Numbering } from './channel-kind.ts';
import type { Channel } from './model.ts';

const takesMessages = /^(?:VoiceMail|MiniVM\w*)$/i;
const isMenu = /^(?:Background|BackgroundDetect|WaitExten|Read)$/i;
const most = 20;

/**
 * What the dialplan does with a channel: it is sent to a message box or a menu, or is to ring somebody. Asterisk says
 * this with the read class `dialplan` (or by CEL); without it, less is known of calls that nobody answered.
 */
export function applicationRead(
  channel: Channel,
  application: string | undefined,
  data: string | undefined,
  numbering: Numbering,
): void {
  if (application === undefined) return;
  if (takesMessages.test(application)) channel.application = 'voicemail';
  else if (isMenu.test(application)) channel.application = 'menu';
  else if (application === 'Queue') channel.application = undefined;
  else if (application === 'Dial') {
    channel.application = undefined;
    const wanted = new Set(channel.wanted);
    for (const extension of dialledExtensions(data ?? '', numbering)) {
      if (wanted.size < most) wanted.add(extension);
    }
    if (wanted.size > 0) channel.wanted = [...wanted];
  }
}

/** Of `PJSIP/101&PJSIP/102/sip:102@10.0.0.5,20,tT`. */
export function dialledExtensions(data: string, numbering: Numbering): readonly string[] {
  const targets = data.slice(0, data.search(/[,|]|$/)).split('&');
  return targets
    .map((target) => extensionAt(target.split('/').slice(0, 2).join('/'), numbering))
    .filter((extension) => extension !== undefined);
}
