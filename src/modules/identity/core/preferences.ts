import type { LockedPreferences, Preferences } from '../../../contract/operations/identity.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

/** How the desk behaves for a person: as they set it, but for what an administrator has set for everybody. */
export const inForce = (own: Preferences, locked: LockedPreferences): Preferences => ({ ...own, ...locked })

/**
 * What is kept of what a person asks for: all of it, but for what is locked, of which they keep their own for the day it
 * is theirs again. Refuses `set_by_administrator` where they ask for something else than what is locked.
 */
export function keptOf(own: Preferences, wanted: Preferences, locked: LockedPreferences): Result<Preferences> {
  const names = Object.keys(locked) as (keyof LockedPreferences)[]
  const changed = names.find((name) => wanted[name] !== locked[name])
  if (changed !== undefined) return refuse('set_by_administrator', changed)
  return ok({ ...wanted, ...Object.fromEntries(names.map((name) => [name, own[name]])) })
}
