/** What people must know of a PBX before they enter somebody's extension, or ask what would become of a call. */
interface PbxTraits {
  /** What is entered as an employee's extension. */
  readonly extension: string;
  /** Its events name the ring group of a call; where they don't, a missed group call is a missed direct one. */
  readonly tellsGroups: boolean;
  /** Its events tell that a voicemail took a call. */
  readonly tellsVoicemail: boolean;
}

const traits = {
  mango: {
    extension: 'the short number',
    tellsGroups: true,
    tellsVoicemail: true,
  },
  generic: {
    extension: 'the extension as its events have it; so Asterisk',
    tellsGroups: true,
    tellsVoicemail: true,
  },
  zadarma: {
    extension: 'the extension, or the number to which calls are forwarded',
    tellsGroups: false,
    tellsVoicemail: false,
  },
  megafon: {
    extension: 'the login without what follows the @',
    tellsGroups: true,
    tellsVoicemail: false,
  },
  uis: {
    extension: 'the id of the employee in UIS',
    tellsGroups: false,
    tellsVoicemail: false,
  },
  twilio: {
    extension: 'the name of the client or SIP user, or the number of the phone',
    tellsGroups: true,
    tellsVoicemail: false,
  },
} as const satisfies Readonly<Record<string, PbxTraits>>;

export type PbxProvider = keyof typeof traits;

/** The PBXs that the product knows: the one list of them. */
export const pbxProviders = Object.keys(traits) as [PbxProvider, ...PbxProvider[]];

export const pbxTraits: Readonly<Record<PbxProvider, PbxTraits>> = traits;
