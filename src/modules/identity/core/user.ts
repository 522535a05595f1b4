import type { z } from 'zod'
import type { AgentId } from '../../../contract/ids.ts'
import type { saveUser } from '../../../contract/operations/identity.ts'
import type { Permission, Role } from '../../../contract/permissions.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

export type UserInput = z.output<(typeof saveUser)['input']>

/** What of a person decides whether a change is allowed. */
export type Member = { id: AgentId; role: Role; active: boolean; version: number }

/** What can be taken from one person. Everything else comes with the role. */
const deniable: readonly Permission[] = ['offers.reject', 'interactions.start']

/**
 * May a person be kept like this? `stored` is what they are now (null: new), `otherAdministrators` how many active
 * ones there are besides them. Refuses `changed_by_someone_else`, `last_administrator` and `invalid_input`: a new
 * person needs a password, a known one has it reset, and only two permissions can be taken away.
 */
export function checkUser(input: UserInput, stored: Member | null, otherAdministrators: number): Result<null> {
  if ((stored === null) !== (input.password !== null)) return refuse('invalid_input', 'password')
  if (!input.denied.every((permission) => deniable.includes(permission))) return refuse('invalid_input', 'denied')
  if (stored === null) return ok(null)
  if (stored.version !== input.version) return refuse('changed_by_someone_else')
  const staysAdministrator = input.active && input.role === 'administrator'
  const isAdministrator = stored.active && stored.role === 'administrator'
  if (isAdministrator && !staysAdministrator && otherAdministrators === 0) return refuse('last_administrator')
  return ok(null)
}

/** An e-mail address as it is kept and compared: people do not mind capitals. */
export const sameEmail = (email: string): string => email.trim().toLowerCase()
