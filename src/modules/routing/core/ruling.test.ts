import { expect, test } from 'vitest'
import type { ClosingField, FieldId } from '../../../contract/closing.ts'
import type { QueueId, TagId } from '../../../contract/ids.ts'
import type { RuleJob } from '../../../contract/operations/rules.ts'
import { ok, refuse } from '../../../contract/refusals.ts'
import {
  active,
  ana,
  at,
  beginning,
  closed,
  end,
  held,
  none,
  offered,
  optional,
  required,
  run,
  sold,
  solved,
  waiting,
  wrapping,
} from '../../../testing/interactions.ts'
import type { InteractionCommand } from './commands.ts'
import { evolve } from './evolve.ts'
import { type Means, rule } from './ruling.ts'

const [vip, retired] = ['vip', 'retired'] as unknown as [TagId, TagId]
const [sales, gone] = ['sales', 'gone'] as unknown as [QueueId, QueueId]
const plain: Means = {
  at: at(900),
  choice: none,
  tags: [vip],
  mayWaitIn: (queueId) => (queueId === gone ? refuse('queue_removed') : ok(null)),
  mayWrite: ok(null),
}
const after = (given: readonly InteractionCommand[]) => given.reduce(run, waiting)

/** What the jobs do, in one line: the changes of each, or the refusal and which job it was. */
function told(given: readonly InteractionCommand[], jobs: readonly RuleJob[], means: Partial<Means> = {}): string {
  const ruled = rule(after(given), jobs, { ...plain, ...means })
  if (!ruled.ok) return `${ruled.refusal} ${ruled.job}`
  const steps = ruled.steps.map((step) => ('text' in step ? [step.text] : step.changes.map(({ type }) => type)))
  return steps.map((step) => step.join(' ').replaceAll('interaction.', '')).join(', ')
}
const closes = (dispositionId: typeof solved | null = null): RuleJob => ({ do: 'close', dispositionId })
const tags = (tagId = vip): RuleJob => ({ do: 'tag', tagId })
const moves = (queueId = sales): RuleJob => ({ do: 'move', queueId })
const urgent: RuleJob = { do: 'set_priority', priority: 50 }

test('a rule closes whatever is open, whoever has it, and what is closed stays as it is', () => {
  expect(told([], [closes()])).toBe('closed')
  expect(told(offered, [closes()])).toBe('offer_withdrawn closed')
  expect(told(active, [closes()])).toBe('closed')
  expect(told(wrapping, [closes()])).toBe('closed')
  expect(told(closed, [closes()])).toBe('')
})

test('what is closed says who had it, and with which outcome', () => {
  const end = (given: readonly InteractionCommand[], dispositionId: typeof solved | null) => {
    const ruled = rule(after(given), [closes(dispositionId)], { ...plain, choice: optional })
    if (!ruled.ok) return ruled.refusal
    return ruled.steps.flatMap((step) => ('changes' in step ? step.changes : [])).reduce(evolve, after(given))
  }
  expect(end([], solved)).toMatchObject({ state: 'closed', agentId: null, disposition: { id: solved } })
  expect(end(offered, null)).toMatchObject({ state: 'closed', agentId: null, disposition: null })
  expect(end(active, null)).toMatchObject({ state: 'closed', agentId: ana, disposition: null, closedAt: at(900) })
  expect(end(active, sold)).toBe('disposition_not_offered')
})

test('nothing is closed without what is required at the end: an outcome the rule gives or the agent chose, and fields', () => {
  for (const given of [[], offered, active, wrapping, held])
    expect(told(given, [closes()], { choice: required })).toBe('disposition_required 0')
  expect(told(held, [closes(solved)], { choice: required })).toBe('closed')
  const chosen = [...active, end(ana, { choice: required, dispositionId: solved })]
  expect(told(chosen, [closes()], { choice: required })).toBe('closed')
  const field: ClosingField = { id: 'f' as FieldId, name: 'Order', kind: 'text', required: true, choices: [] }
  expect(told(active, [closes()], { choice: { ...none, fields: [field] } })).toBe('field_required 0')
})

test('the contact is asked what they thought of it, where an agent had it', () => {
  const asking = { choice: { ...none, asksContact: true } }
  const asks = (given: readonly InteractionCommand[]) => {
    const ruled = rule(after(given), [closes()], { ...plain, ...asking })
    return ruled.ok && JSON.stringify(ruled.steps).includes('"asksContact":true')
  }
  expect([asks(active), asks(wrapping), asks([])]).toEqual([true, true, false])
})

test('tags, priority and queue: what is so already is no step', () => {
  expect(told(active, [tags(), urgent, moves()])).toBe('tagged, priority_set, moved')
  expect(told([], [{ do: 'untag', tagId: vip }, { do: 'set_priority', priority: 0 }, moves(beginning.queueId)])).toBe(
    '',
  )
  expect(told(offered, [moves()])).toBe('offer_withdrawn moved')
  expect(told(closed, [tags()])).toBe('tagged')
  expect(told(closed, [urgent])).toBe('interaction_closed 0')
  expect(told(closed, [moves()])).toBe('interaction_closed 0')
})

test('all of its jobs or none: the first that is refused is named', () => {
  expect(told([], [tags(), tags(retired)])).toBe('not_found 1')
  expect(told([], [tags(), urgent, moves(gone)])).toBe('queue_removed 2')
  expect(told([], [closes(), urgent])).toBe('interaction_closed 1')
  expect(told([], [moves(), { do: 'write', text: 'Hello' }], { mayWrite: refuse('contact_opted_out') })).toBe(
    'contact_opted_out 1',
  )
})

test('jobs come one after the other: each sees what the one before it did', () => {
  expect(told([], [{ do: 'write', text: 'Goodbye' }, closes(), tags()])).toBe('Goodbye, closed, tagged')
  expect(told([], [tags(), { do: 'untag', tagId: vip }, tags()])).toBe('tagged, tagged, tagged')
})
