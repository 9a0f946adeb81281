import type * as z from 'zod';
import type { SavedSettings } from '../../platform/stores/settings-store.ts';
import { type CallSettings, callSettingsSchema } from '../../settings/call-settings.ts';
import {
  defaultCallSettings,
  defaultOpenLineSettings,
  defaultTrunkSettings,
} from '../../settings/default-settings.ts';
import { type OpenLineSettings, openLineSettingsSchema } from '../../settings/open-line-settings.ts';
import { type TrunkSettings, trunkSettingsSchema } from '../../settings/trunk-settings.ts';

/** The settings as they are shown: before the first save the defaults, as version 0 and clearly so. */
export function callSettingsView(saved: SavedSettings<CallSettings> | undefined) {
  return view(saved, callSettingsSchema, defaultCallSettings());
}

export function trunkSettingsView(saved: SavedSettings<TrunkSettings> | undefined) {
  return view(saved, trunkSettingsSchema, defaultTrunkSettings());
}

export function openLineSettingsView(saved: SavedSettings<OpenLineSettings> | undefined) {
  return view(saved, openLineSettingsSchema, defaultOpenLineSettings());
}

function view<Document, Defaults>(
  saved: SavedSettings<Document> | undefined,
  schema: z.ZodType<Document>,
  defaults: Defaults,
) {
  if (saved === undefined) return { version: 0, configured: false, document: defaults };
  return { ...saved, configured: true, document: completed(saved.document, schema) };
}

/** A document saved before a field was invented gets that field's default. */
function completed<Document>(document: Document, schema: z.ZodType<Document>): Document {
  const result = schema.safeParse(document);
  return result.success ? result.data : document;
}
