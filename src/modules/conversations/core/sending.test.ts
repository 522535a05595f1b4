import { expect, test } from 'vitest'
import type { Instant } from '../../../contract/ids.ts'
import { checkText, mayGo, maySendFreeText, maySendTemplate, type SendingFacts } from './sending.ts'

const hour = 60 * 60 * 1000
const at = (ms: number) => (1_800_000_000_000 + ms) as Instant
const good: SendingFacts = {
  channel: { active: true, trouble: null },
  contact: { consent: 'granted', doNotContact: false, phone: '+447700900131', hasUserId: false },
  lastInboundAt: at(0),
}
const contact = (given: Partial<SendingFacts['contact']>) => ({ ...good.contact, ...given })
const say = (result: { ok: boolean; refusal?: string }) => (result.ok ? 'sent' : result.refusal)

const table: [name: string, facts: SendingFacts, now: Instant, freeText: string, template: string][] = [
  ['a second before the day is over', good, at(24 * hour - 1000), 'sent', 'sent'],
  ['the last millisecond', good, at(24 * hour - 1), 'sent', 'sent'],
  ['at exactly 24:00:00', good, at(24 * hour), 'outside_allowed_sending_window', 'sent'],
  [
    'never wrote, never agreed',
    { ...good, lastInboundAt: null, contact: contact({ consent: 'none' }) },
    at(0),
    'recipient_not_opted_in',
    'sent',
  ],
  ['never wrote, agreed elsewhere', { ...good, lastInboundAt: null }, at(0), 'outside_allowed_sending_window', 'sent'],
  [
    'said stop, window open',
    { ...good, contact: contact({ consent: 'revoked' }) },
    at(hour),
    'sent',
    'contact_opted_out',
  ],
  [
    'said stop, window closed',
    { ...good, contact: contact({ consent: 'revoked' }) },
    at(25 * hour),
    'contact_opted_out',
    'contact_opted_out',
  ],
  [
    'do not contact, window open',
    { ...good, contact: contact({ doNotContact: true }) },
    at(hour),
    'sent',
    'contact_opted_out',
  ],
  [
    'do not contact, window closed',
    { ...good, contact: contact({ doNotContact: true }) },
    at(25 * hour),
    'contact_opted_out',
    'contact_opted_out',
  ],
  ['no address left', { ...good, contact: contact({ phone: null }) }, at(hour), 'no_address', 'no_address'],
  ['user id only', { ...good, contact: contact({ phone: null, hasUserId: true }) }, at(hour), 'sent', 'sent'],
  [
    'the channel is off',
    { ...good, channel: { active: false, trouble: null } },
    at(hour),
    'channel_off',
    'channel_off',
  ],
  [
    'the channel’s token has ended',
    { ...good, channel: { active: true, trouble: { code: '190' } } },
    at(hour),
    'channel_not_connected',
    'channel_not_connected',
  ],
]

test.each(table)('%s', (_name, facts, now, freeText, template) => {
  expect(say(maySendFreeText(facts, now))).toBe(freeText)
  expect(say(maySendTemplate(facts, now))).toBe(template)
})

test('what waited to be sent goes to nobody who said stop meanwhile, but for an answer while the window is open', () => {
  const { consent, doNotContact } = good.contact
  const leaves = (isTemplate: boolean, hours: number, given: object) =>
    mayGo({ consent, doNotContact, isTemplate, lastInboundAt: at(0), ...given }, at(hours * hour))
  expect([leaves(true, 30, {}), leaves(false, 30, {})]).toEqual([true, true])
  for (const stop of [{ doNotContact: true }, { consent: 'revoked' }]) {
    expect(leaves(true, 1, stop)).toBe(false)
    expect(leaves(false, 1, stop)).toBe(true)
    expect(leaves(false, 24, stop)).toBe(false)
    expect(leaves(false, 1, { ...stop, lastInboundAt: null })).toBe(false)
  }
})

test('the composer holds 40,954 characters and not one more (R-070)', () => {
  expect(checkText('x'.repeat(40_954)).ok).toBe(true)
  expect(checkText('x'.repeat(40_955))).toMatchObject({ refusal: 'text_too_long' })
  expect(checkText(' \n ')).toMatchObject({ refusal: 'text_empty' })
})
