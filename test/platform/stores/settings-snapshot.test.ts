import { expect, it } from 'vitest';
import { callSettingsDefaults } from '../../../shared/platform/stores/settings-snapshot.ts';
import { callSettingsSchema } from '../../../shared/settings/call-settings.ts';

it('the defaults that fill up older settings documents are those of the schema', () => {
  const { defaultResponsible: _, ...defaults } = callSettingsSchema.parse({ defaultResponsible: 'ivanov' });
  expect(callSettingsDefaults).toEqual(defaults);
});
