import { expect, test } from 'vitest'
import type { ChannelId } from '../../../contract/ids.ts'
import type { Template } from '../../../contract/operations/templates.ts'
import { checkUse } from './use.ts'

const desk = { id: 'desk' as ChannelId, account: '1001' }
const sales = { id: 'sales' as ChannelId, account: '1001' }
const elsewhere = { id: 'elsewhere' as ChannelId, account: '2002' }

/** The only place that calls the API. */
function check(template: Partial<Template>, channel: typeof desk, then: string) {
  const result = checkUse({ account: '1001', channelIds: [], status: 'approved', ...template }, channel)
  expect(result.ok ? 'fine' : [result.refusal, result.detail].filter(Boolean).join(' ')).toBe(then)
}

test('a template belongs to its business account, and may be kept for some of its channels', () => {
  check({}, desk, 'fine')
  check({}, elsewhere, 'template_not_on_channel')
  check({ channelIds: [sales.id] }, sales, 'fine')
  check({ channelIds: [sales.id] }, desk, 'template_not_on_channel')
})

test('only what is approved at this moment is sent, and the reason is said', () => {
  const others: Template['status'][] = ['pending', 'rejected', 'paused', 'disabled', 'archived', 'deleted']
  for (const status of others) check({ status }, desk, `template_not_usable ${status}`)
  check({ status: 'paused' }, elsewhere, 'template_not_on_channel')
})
