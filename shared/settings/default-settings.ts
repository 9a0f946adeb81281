import { callSettingsSchema } from './call-settings.ts';
import { type OpenLineSettings, openLineSettingsSchema } from './open-line-settings.ts';
import { type TrunkSettings, trunkSettingsSchema } from './trunk-settings.ts';

/** What holds before anything was saved (MG-02: "save all calls" is off). D-17: a default responsible is still missing. */
export function defaultCallSettings() {
  return callSettingsSchema.omit({ defaultResponsible: true }).parse({});
}

export function defaultTrunkSettings(): TrunkSettings {
  return trunkSettingsSchema.parse({});
}

export function defaultOpenLineSettings(): OpenLineSettings {
  return openLineSettingsSchema.parse({});
}
