import type { EmployeeId } from '../../base/ids.ts';
import type { DutyRota, DutyWindow } from '../../people/duty.ts';
import type { SavedSettings } from '../../platform/stores/settings-store.ts';

/** The rota among the saved documents. */
export const rotaName = 'duty-rota';

/** The rota as people read it; empty before the first upload. */
export function dutyRotaView(saved: SavedSettings<DutyRota> | undefined) {
  const { version = 0, updatedAt, updatedBy, document } = saved ?? {};
  const windows = Object.entries(document?.windows ?? {}) as [EmployeeId, readonly DutyWindow[]][];
  return {
    version,
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(updatedBy === undefined ? {} : { updatedBy }),
    items: windows.map(([employeeId, own]) => ({
      employeeId,
      windows: own.map(([from, to]) => ({ from: instant(from), to: instant(to) })),
    })),
  };
}

const instant = (at: number): string => new Date(at).toISOString();
