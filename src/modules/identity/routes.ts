import * as contract from '../../contract/operations/identity.ts'
import * as supervision from '../../contract/operations/supervision.ts'
import { ok } from '../../contract/refusals.ts'
import type { Bind } from '../../kernel/http.ts'
import {
  changePassword,
  type IdentityDeps,
  preferencesFor,
  resetPassword,
  savePreferenceRules,
  savePreferences,
  saveUser,
  signOutAgent,
} from './actions.ts'
import { createApiKey, revokeApiKey } from './key-actions.ts'
import { lockedPreferences } from './preferences-repo.ts'
import { apiKeysOf, usersOf } from './repo.ts'

export function identityRoutes(bind: Bind, deps: IdentityDeps): void {
  bind.read(contract.getPreferences, (tx, _input, person) => preferencesFor(tx, person))
  bind.read(contract.getPreferenceRules, async (tx, _input, { workspaceId }) =>
    ok(await lockedPreferences(tx, workspaceId)),
  )
  bind(contract.savePreferenceRules, savePreferenceRules)
  bind(contract.savePreferences, savePreferences)
  bind.outside(contract.changePassword, (kernel, input, person) => changePassword(deps, kernel, person, input))
  bind.read(contract.listUsers, async (tx, _input, { workspaceId }) => ok({ users: await usersOf(tx, workspaceId) }))
  bind.outside(contract.saveUser, (kernel, input, person) => saveUser(deps, kernel, person, input))
  bind.outside(contract.resetPassword, (kernel, input, person) => resetPassword(deps, kernel, person, input))
  bind.outside(supervision.signOutAgent, (kernel, input, person) => signOutAgent(deps, kernel, person, input))
  bind.read(contract.listApiKeys, async (tx, _input, { workspaceId }) => ok({ keys: await apiKeysOf(tx, workspaceId) }))
  bind(contract.createApiKey, createApiKey)
  bind.outside(contract.revokeApiKey, (kernel, input, person) => revokeApiKey(deps, kernel, person, input))
}
