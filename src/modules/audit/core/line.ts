import type { Operation } from '../../../contract/operation.ts'
import type { AuditKind, AuditLine } from '../../../contract/operations/audit.ts'
import type { Role } from '../../../contract/permissions.ts'
import { maskCardNumbers } from '../../conversations/core/card-numbers.ts'

/** A line as it is kept: sealed to the one before it. */
export type SealedLine = AuditLine & { previous: string; hash: string }

/** What the first line is sealed to. */
export const firstPrevious = ''

type Asked = Pick<Operation, 'method' | 'path' | 'permission'>

/**
 * Which operations leave a line: every change of settings, all steering of what others do, and every look of more than an
 * agent at customers' words.
 */
export function auditedAs({ method, path, permission }: Asked, role: Role): AuditKind | null {
  if (method === 'POST') return permission.endsWith('.manage') || permission === 'interactions.steer' ? 'change' : null
  const shows = permission === 'interactions.read' || showsCustomers.has(path)
  return shows && role !== 'agent' ? 'access' : null
}

/** Open to everybody for their own part of it; others see more there. */
const showsCustomers: ReadonlySet<string> = new Set(['/api/view'])

const secret = /secret|token|password|passphrase|credential|api_?key/i
const hidden = '•••'
const MAX_ABOUT = 8_000

/** Ids of providers and of ours: some of them look like the number of a card. */
const idOf = /Id$/
const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/** What was asked for, as JSON text: without secrets and card numbers, and cut to a length a table bears. */
export function aboutOf(input: unknown): string {
  const text = JSON.stringify(input, shown) ?? ''
  return text.length <= MAX_ABOUT ? text : `${text.slice(0, MAX_ABOUT).toWellFormed()}…`
}

function shown(key: string, value: unknown): unknown {
  if (secret.test(key) && isText(value)) return hidden
  if (typeof value !== 'string' || idOf.test(key) || uuid.test(value)) return value
  return maskCardNumbers(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
}

/** The text that is hashed: everything a line says, where it stands, and the seal of the one before it. */
export function sealedText(workspaceId: string, line: Omit<SealedLine, 'hash'>): string {
  const { seq, at, agentId, kind, what, about, requestId, previous } = line
  return JSON.stringify([workspaceId, seq, at, agentId, kind, what, about, requestId, previous])
}

export type Broken = { seq: number; reason: 'missing' | 'changed' | 'moved' }

/** The first line of these that is not as it was written after `before`. `hashOf` is of a text. */
export function firstBroken(
  workspaceId: string,
  before: { seq: number; hash: string },
  lines: readonly SealedLine[],
  hashOf: (text: string) => string,
): Broken | null {
  let last = before
  for (const line of lines) {
    if (line.seq !== last.seq + 1) return { seq: last.seq + 1, reason: 'missing' }
    if (hashOf(sealedText(workspaceId, line)) !== line.hash) return { seq: line.seq, reason: 'changed' }
    if (line.previous !== last.hash) return { seq: line.seq, reason: 'moved' }
    last = line
  }
  return null
}
