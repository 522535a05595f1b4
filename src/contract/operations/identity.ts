import { z } from 'zod'
import { PresenceState, ReadyRule } from '../cards.ts'
import { AgentId, ApiKeyId, Instant, QueueId, TagId } from '../ids.ts'
import { operation } from '../operation.ts'
import { Permission, Role } from '../permissions.ts'
import { AgentSkill, maxSkillsOfAgent } from './skills.ts'

export const minPasswordLength = 10
export const maxPasswordLength = 128
const password = z.string().min(minPasswordLength).max(maxPasswordLength)

export const Preferences = z.object({
  language: z.enum(['en', 'pt', 'es']),
  theme: z.enum(['auto', 'light', 'dark']),
  sendWithEnter: z.boolean(),
  undoSeconds: z.number().int().min(0).max(15),
  soundVolume: z.number().int().min(0).max(100),
  soundOffers: z.boolean(),
  soundMessages: z.boolean(),
  desktopNotifications: z.boolean(),
  singleKeyShortcuts: z.boolean(),
  listOrder: z.enum(['received', 'longest_wait', 'accepted']),
})
export type Preferences = z.infer<typeof Preferences>

export const defaultPreferences: Preferences = {
  language: 'en',
  theme: 'auto',
  sendWithEnter: false,
  undoSeconds: 5,
  soundVolume: 60,
  soundOffers: true,
  soundMessages: true,
  desktopNotifications: false,
  singleKeyShortcuts: true,
  listOrder: 'received',
}

/** What of it a person changes: what is left out stays as it is. */
export const PreferenceChange = Preferences.partial()
export type PreferenceChange = z.infer<typeof PreferenceChange>

/**
 * What an administrator may set for everybody: how the desk behaves while people work. Left out: everybody sets it
 * themselves. Language, appearance, keys and the notices of their own computer always stay theirs.
 */
export const LockedPreferences = z.object({
  sendWithEnter: Preferences.shape.sendWithEnter.exactOptional(),
  undoSeconds: Preferences.shape.undoSeconds.exactOptional(),
  soundVolume: Preferences.shape.soundVolume.exactOptional(),
  soundOffers: Preferences.shape.soundOffers.exactOptional(),
  soundMessages: Preferences.shape.soundMessages.exactOptional(),
  listOrder: Preferences.shape.listOrder.exactOptional(),
})
export type LockedPreferences = z.infer<typeof LockedPreferences>
export const LockName = LockedPreferences.keyof()
export type LockName = z.infer<typeof LockName>

export const getPreferenceRules = operation({
  method: 'GET',
  path: '/api/preferences/rules',
  summary: 'What of the personal settings is set for everybody.',
  permission: 'users.manage',
  input: z.object({}),
  output: z.object({ locked: LockedPreferences, version: z.number().int() }),
})

export const savePreferenceRules = operation({
  method: 'POST',
  path: '/api/preferences/save-rules',
  summary:
    'Set personal settings for everybody, or leave them to everybody (R-073). `version` is the one that was read.',
  permission: 'users.manage',
  input: z.object({ locked: LockedPreferences, version: z.number().int() }),
  output: z.object({ version: z.number().int() }),
})

/** With what of them is set for everybody. */
export const PreferencesInForce = Preferences.extend({ locked: z.array(LockName) })
export type PreferencesInForce = z.infer<typeof PreferencesInForce>

export const getPreferences = operation({
  method: 'GET',
  path: '/api/me/preferences',
  summary: 'How the desk behaves for this person, and what of it an administrator has set.',
  permission: 'self.use',
  input: z.object({}),
  output: PreferencesInForce,
})

export const savePreferences = operation({
  method: 'POST',
  path: '/api/me/preferences/save',
  summary:
    'Change how the desk behaves for this person. What is left out stays, and so does what an administrator has set.',
  permission: 'self.use',
  input: PreferenceChange,
  output: z.null(),
})

export const changePassword = operation({
  method: 'POST',
  path: '/api/me/change-password',
  summary: 'Change your password. Every other session of yours ends.',
  permission: 'self.use',
  input: z.object({ currentPassword: z.string().max(maxPasswordLength), newPassword: password }),
  output: z.null(),
})

export const User = z.object({
  id: AgentId,
  name: z.string(),
  email: z.string(),
  role: Role,
  active: z.boolean(),
  capacity: z.number().int().nullable(),
  /** How they stay ready; null: as the workspace says. */
  readyRule: ReadyRule.nullable(),
  /** How long they have to accept; null: as long as the queue says. */
  acceptSeconds: z.number().int().nullable(),
  denied: z.array(Permission),
  /** Those they are named in. */
  queueIds: z.array(QueueId),
  skills: z.array(AgentSkill),
  /** Set by `/api/tags/put`. */
  tagIds: z.array(TagId),
  presence: PresenceState,
  createdAt: Instant,
  version: z.number().int(),
})
export type User = z.infer<typeof User>

export const listUsers = operation({
  method: 'GET',
  path: '/api/users',
  summary: 'Everybody in the workspace.',
  permission: 'users.manage',
  input: z.object({}),
  output: z.object({ users: z.array(User) }),
})

export const saveUser = operation({
  method: 'POST',
  path: '/api/users/save',
  summary: 'Add a person (no id, with a first password) or change them. One role each (R-114).',
  permission: 'users.manage',
  input: z.object({
    id: AgentId.nullable(),
    version: z.number().int(),
    name: z.string().trim().min(1).max(80),
    email: z.email().max(200),
    role: Role,
    active: z.boolean(),
    capacity: z.number().int().min(1).max(100).nullable(),
    readyRule: ReadyRule.nullable().default(null),
    /** Their own time to accept an offer; null: the queue's. Where all are rung at once the queue's holds. */
    acceptSeconds: z.number().int().min(15).max(60).nullable().default(null),
    denied: z.array(Permission),
    queueIds: z.array(QueueId).max(1000),
    /** Left out: as they are. */
    skills: z.array(AgentSkill).max(maxSkillsOfAgent).optional(),
    /** Needed for a new person; otherwise null. */
    password: password.nullable(),
  }),
  output: z.object({ id: AgentId, version: z.number().int() }),
})

export const resetPassword = operation({
  method: 'POST',
  path: '/api/users/reset-password',
  summary: 'Give a person a new password. All their sessions end.',
  permission: 'users.manage',
  input: z.object({ id: AgentId, password }),
  output: z.null(),
})

export const ApiKey = z.object({
  id: ApiKeyId,
  /** As whom it acts: facts name it, and its tags are put on it by `/api/tags/put`. */
  agentId: AgentId,
  tagIds: z.array(TagId),
  name: z.string(),
  role: Role,
  lastFour: z.string(),
  createdAt: Instant,
  lastUsedAt: Instant.nullable(),
  revokedAt: Instant.nullable(),
})
export type ApiKey = z.infer<typeof ApiKey>

export const listApiKeys = operation({
  method: 'GET',
  path: '/api/api-keys',
  summary: 'The keys of other systems. Never the keys themselves.',
  permission: 'api_keys.manage',
  input: z.object({}),
  output: z.object({ keys: z.array(ApiKey) }),
})

export const createApiKey = operation({
  method: 'POST',
  path: '/api/api-keys/create',
  summary: 'Make a key. It is shown once and kept only as a hash.',
  permission: 'api_keys.manage',
  input: z.object({ name: z.string().trim().min(1).max(60), role: Role }),
  output: z.object({ id: ApiKeyId, key: z.string() }),
})

export const revokeApiKey = operation({
  method: 'POST',
  path: '/api/api-keys/revoke',
  summary: 'End a key at once.',
  permission: 'api_keys.manage',
  input: z.object({ id: ApiKeyId }),
  output: z.null(),
})
