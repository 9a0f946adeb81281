import { describe, expect, it } from 'vitest';
import {
  defaultNumbering,
  extensionAt,
  identify,
  interfaceOf,
} from '../../../infra/pbx/asterisk/calls/channel-kind.ts';
import { dialledExtensions } from '../../../infra/pbx/asterisk/calls/dialplan.ts';

describe('which channel is what', () => {
  it.each([
    ['PJSIP/101-0000001f', 'from-internal', 'phone', '101'],
    ['SIP/2001-0000001f', 'from-internal', 'phone', '2001'],
    ['PJSIP/trunk-a-0000001f', 'from-trunk', 'trunk', undefined],
    ['PJSIP/74950000001-0000001f', 'from-pstn', 'trunk', undefined],
    ['PJSIP/100500-0000001f', 'from-pstn-e164-us', 'trunk', undefined],
    ['PJSIP/100500-0000001f', 'from-internal', 'phone', '100500'],
    ['PJSIP/anna-0000001f', 'from-internal', 'phone', 'anna'],
    ['PJSIP/anna-0000001f', 'somewhere', 'trunk', undefined],
    ['DAHDI/i1/79160000001-1a', 'from-digital', 'trunk', undefined],
    ['Local/101@from-queue-0000001f;2', 'from-queue', 'local', undefined],
    ['Surrogate/ChanSpy-0000001f', '', 'other', undefined],
    ['Message/ast_msg_queue', '', 'other', undefined],
  ])('%s in %s is a %s', (name, context, kind, extension) => {
    expect(identify(name, context, defaultNumbering)).toMatchObject({
      kind,
      ...(extension && { extension }),
    });
  });

  it('a telephone with two devices is one extension where the settings say so', () => {
    const numbering = { ...defaultNumbering, extensions: [/^PJSIP\/(?:99)?(\d{3})$/] };
    expect(
      ['PJSIP/101-00000001', 'PJSIP/99101-00000002'].map((name) => identify(name, '', numbering).extension),
    ).toEqual(['101', '101']);
  });

  it('the interface is the name without the number of the channel', () => {
    expect(
      ['PJSIP/trunk-a-0000001f', 'Local/101@from-queue-00000001;1', 'DAHDI/1-1'].map(interfaceOf),
    ).toEqual(['PJSIP/trunk-a', 'Local/101@from-queue', 'DAHDI/1']);
  });

  it('queue members and dial strings name extensions', () => {
    expect(extensionAt('Local/101@from-queue/n', defaultNumbering)).toBe('101');
    expect(extensionAt('PJSIP/trunk-a', defaultNumbering)).toBeUndefined();
    expect(
      dialledExtensions('PJSIP/101/sip:101@10.0.0.5:5060&SIP/102&PJSIP/7916@trunk,20,tT', defaultNumbering),
    ).toEqual(['101', '102']);
    expect(dialledExtensions('', defaultNumbering)).toEqual([]);
  });
});
