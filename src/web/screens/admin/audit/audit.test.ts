import { expect, test } from 'vitest'
import type { Operation } from '../../../../contract/operation.ts'
import { auditedAs } from '../../../../modules/audit/core/line.ts'
import { en } from '../../../i18n/admin/en.ts'
import { es } from '../../../i18n/admin/es.ts'
import { pt } from '../../../i18n/admin/pt.ts'
import { subjectOf } from './about.ts'

const modules = import.meta.glob<Record<string, unknown>>('../../../../contract/operations/*.ts', { eager: true })
const isOperation = (value: unknown): value is Operation =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'permission' in value

const audited = Object.values(modules)
  .flatMap((module) => Object.values(module).filter(isOperation))
  .filter((operation) => auditedAs(operation, 'administrator') !== null)
  .map(({ method, path }) => `${method} ${path}`)

test('every operation that leaves a line is said in words, in every language', () => {
  expect(audited.length).toBeGreaterThan(20)
  for (const words of [en, pt, es]) expect(audited.filter((what) => words.auditDid(what) === what)).toEqual([])
})

test('an operation without words is shown as it is', () =>
  expect(en.auditDid('POST /api/new/thing')).toBe('POST /api/new/thing'))

test('the subject is what the thing is called, if it says so', () => {
  expect(subjectOf('{"id":null,"name":"Orders"}')).toBe('Orders')
  expect(subjectOf('{"id":null,"title":"Opening hours","text":"Nine to five"}')).toBe('Opening hours')
  expect(subjectOf('{"conversationId":"c1"}')).toBeNull()
  expect(subjectOf('{"name":"Orders","text":"cut he…')).toBeNull()
})
