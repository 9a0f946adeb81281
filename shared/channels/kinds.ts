/** The channels that the product knows: the one list of them. */
export const channelKinds = ['telegram', 'whatsapp', 'wazzup', 'email', 'web'] as const;
export type ChannelKind = (typeof channelKinds)[number];
