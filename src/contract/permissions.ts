import { z } from 'zod'

export const Role = z.enum(['administrator', 'supervisor', 'agent'])
export type Role = z.infer<typeof Role>

/** Which roles may do what. Two of them (`offers.reject`, `interactions.start`) can also be taken from one person. */
const rolesOf = {
  'self.use': ['administrator', 'supervisor', 'agent'],
  'interactions.read': ['administrator', 'supervisor', 'agent'],
  'interactions.handle': ['administrator', 'supervisor', 'agent'],
  'interactions.transfer': ['administrator', 'supervisor', 'agent'],
  'interactions.start': ['administrator', 'supervisor', 'agent'],
  /** Move, assign and take back what others hold; change the presence of agents, and sign them out. */
  'interactions.steer': ['administrator', 'supervisor'],
  'offers.reject': ['administrator', 'supervisor', 'agent'],
  'contacts.edit': ['administrator', 'supervisor', 'agent'],
  'reports.read': ['administrator', 'supervisor'],
  'canned_answers.manage': ['administrator', 'supervisor'],
  'channels.manage': ['administrator'],
  'queues.manage': ['administrator'],
  'users.manage': ['administrator'],
  'tags.manage': ['administrator'],
  'rules.manage': ['administrator'],
  'templates.manage': ['administrator'],
  'dispositions.manage': ['administrator'],
  'api_keys.manage': ['administrator'],
  'telephone.manage': ['administrator'],
  'calls.tell': ['administrator', 'supervisor'],
  'audit.read': ['administrator'],
} as const satisfies Record<string, readonly Role[]>

export type Permission = keyof typeof rolesOf
export const Permission = z.enum(Object.keys(rolesOf) as [Permission, ...Permission[]])

/** Whose presence somebody of a role may change, and whom they may sign out: administrators only administrators. */
export const maySteer = (role: Role, other: Role): boolean => role === 'administrator' || other !== 'administrator'

/** What a person may do: their role, less what was taken from them. */
export function may(who: { role: Role; denied: readonly Permission[] }, permission: Permission): boolean {
  return (rolesOf[permission] as readonly Role[]).includes(who.role) && !who.denied.includes(permission)
}
