import type { LockedPreferences, PreferenceChange, Preferences } from '../../../contract/operations/identity.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

/** How the desk behaves for a person: as they set it, but for what an administrator has set for everybody. */
export const inForce = (own: Preferences, locked: LockedPreferences): Preferences => ({ ...own, ...locked })

/**
 * What is kept of what a person asks for: all of it, but for what is locked, of which they keep their own for the day it
 * is theirs again. Refuses `set_by_administrator` where they ask for something else than what is locked.
 */
export function keptOf(change: PreferenceChange, locked: LockedPreferences): Result<PreferenceChange> {
  const isLocked = (name: string): name is keyof LockedPreferences => Object.hasOwn(locked, name)
  const refused = Object.keys(change).find((name) => isLocked(name) && change[name] !== locked[name])
  if (refused !== undefined) return refuse('set_by_administrator', refused)
  return ok(Object.fromEntries(Object.entries(change).filter(([name]) => !isLocked(name))))
}
