import type { z } from 'zod'
import type { ReadyRule } from '../../../../contract/cards.ts'
import { type AgentId, compareIds, type QueueId, type SkillId } from '../../../../contract/ids.ts'
import { maxPasswordLength, minPasswordLength, saveUser, type User } from '../../../../contract/operations/identity.ts'
import type { Permission, Role } from '../../../../contract/permissions.ts'
import { checkPassword } from '../../../../modules/identity/core/password.ts'
import type { admin } from '../../../i18n/admin.ts'
import { attendance } from '../../../i18n/attendance.ts'
import { wordsOf } from '../../../i18n/catalogue.ts'
import { skills as skillWords } from '../../../i18n/skills.ts'
import { fits, isWholeFrom, type Typed } from '../shared/checks.ts'
import type { NotSaved, Problem } from '../shared/useSettings.ts'
import { isLevel } from '../skills/skill-values.ts'

type Words = (typeof admin)['en']

/** What can be taken from one person (R-114: everything else comes with the role). */
export const deniable = ['offers.reject', 'interactions.start'] as const satisfies readonly Permission[]

export type UserValues = {
  name: string
  email: string
  role: Role
  /** Null: the sum of their channels'. */
  capacity: Typed | null
  /** Null: as the workspace says. */
  readyRule: ReadyRule | null
  /** Null: as long as the queue says. */
  acceptSeconds: Typed | null
  denied: Permission[]
  queueIds: QueueId[]
  skills: SkillValues[]
  /** Only for a new person. */
  password: string
}

/** What they can do, as it is while somebody types how well. */
export type SkillValues = { skillId: SkillId; level: Typed }

const maxName = 80
export const capacityLimits = { min: 1, max: 100 }
export const defaultCapacity = 5
export const acceptLimits = { min: 15, max: 60 }
export const defaultAcceptSeconds = 40

export const newUser: UserValues = {
  name: '',
  email: '',
  role: 'agent',
  capacity: null,
  readyRule: null,
  acceptSeconds: null,
  denied: [],
  queueIds: [],
  skills: [],
  password: '',
}

/** Pure: the form of a person as they are stored. */
export const userValues = (user: User): UserValues => ({
  name: user.name,
  email: user.email,
  role: user.role,
  capacity: user.capacity,
  readyRule: user.readyRule,
  acceptSeconds: user.acceptSeconds,
  denied: user.denied.toSorted(),
  queueIds: user.queueIds.toSorted(),
  skills: user.skills.toSorted((a, b) => compareIds(a.skillId, b.skillId)),
  password: '',
})

/** Pure: what is sent to be saved. */
export const userInput = (
  values: UserValues,
  stored: { id: AgentId; active: boolean } | null,
  version: number,
): z.input<(typeof saveUser)['input']> => ({
  ...values,
  id: stored?.id ?? null,
  version,
  active: stored?.active ?? true,
  capacity: values.capacity === null ? null : Number(values.capacity),
  acceptSeconds: values.acceptSeconds === null ? null : Number(values.acceptSeconds),
  skills: values.skills.map(({ skillId, level }) => ({ skillId, level: Number(level) })),
  password: stored === null ? values.password : null,
})

/** Pure: everything that keeps a person from being saved, in the order of the form. */
export function userProblems(
  values: UserValues,
  isNew: boolean,
  words: Words,
  levelWrong: string = skillWords.en.levelWrong,
): Problem[] {
  const { name, email, capacity, acceptSeconds, password } = values
  const wrongCapacity = capacity !== null && !isWholeFrom(capacity, capacityLimits.min, capacityLimits.max)
  const wrongTime = acceptSeconds !== null && !isWholeFrom(acceptSeconds, acceptLimits.min, acceptLimits.max)
  const weak = isNew ? passwordProblem(password, { name, email }, words) : null
  return [
    ...(name.trim() === '' ? [{ path: 'name', text: words.personNameNeeded }] : []),
    ...(name.trim().length > maxName ? [{ path: 'name', text: words.tooLong(name.trim().length, maxName) }] : []),
    ...(fits(saveUser.input.shape.email, email.trim()) ? [] : [{ path: 'email', text: words.emailWrong }]),
    ...(wrongCapacity ? [{ path: 'capacity', text: words.numberFrom(capacityLimits.min, capacityLimits.max) }] : []),
    ...(wrongTime ? [{ path: 'acceptSeconds', text: words.numberFrom(acceptLimits.min, acceptLimits.max) }] : []),
    ...(values.skills.every(({ level }) => isLevel(level)) ? [] : [{ path: 'skills', text: levelWrong }]),
    ...(weak === null ? [] : [{ path: 'password', text: weak }]),
  ]
}

/** Pure: why this password is refused, by the same rule as the server's; null when it is good. */
export function passwordProblem(password: string, whose: { name: string; email: string }, words: Words): string | null {
  if (password.length < minPasswordLength) return words.passwordTooShort(minPasswordLength)
  if (password.length > maxPasswordLength) return words.tooLong(password.length, maxPasswordLength)
  return checkPassword(password, whose).ok ? null : words.passwordTooEasy
}

/** Pure: the fields a refusal of the server speaks of. */
export const userPlaces = ({ refusal }: NotSaved): string[] =>
  refusal === 'email_taken'
    ? ['email']
    : refusal === 'password_too_weak'
      ? ['password']
      : refusal === 'last_administrator'
        ? ['role']
        : []

/** Pure: what the label of a field says. */
export function userLabel(path: string, words: Words): string {
  if (path === 'readyRule') return wordsOf(attendance).readyRule
  const name = labels[path as keyof typeof labels]
  return name === undefined ? path : words[name]
}

const labels = {
  name: 'name',
  email: 'email',
  role: 'role',
  capacity: 'capacity',
  readyRule: 'capacity',
  acceptSeconds: 'acceptWithin',
  denied: 'permissions',
  queueIds: 'queues',
  skills: 'skills',
  password: 'firstPassword',
} as const satisfies Record<keyof UserValues, string>

/** Letters and figures nobody takes for one another when they are read aloud or from paper. */
const signs = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const generatedLength = 16

/** A password from the browser's own chance; four blocks of four are easy to copy by hand. */
export function generatePassword(): string {
  // Signs at the end of the bytes' range would come up more often: those bytes are thrown away.
  const fair = 256 - (256 % signs.length)
  let password = ''
  while (password.length < generatedLength) {
    const bytes = crypto.getRandomValues(new Uint8Array(generatedLength))
    for (const byte of bytes) if (byte < fair) password += signs[byte % signs.length]
  }
  return (password.slice(0, generatedLength).match(/.{4}/g) ?? []).join('-')
}
