import { expect, test } from 'vitest'
import type { MessageContent } from '../../../contract/content.ts'
import type { AgentId, Instant, TemplateId } from '../../../contract/ids.ts'
import { maxPlanAheadMs } from '../../../contract/operations/later.ts'
import type { Role } from '../../../contract/permissions.ts'
import {
  type Circumstances,
  checkTime,
  fateOf,
  foresee,
  mayDecideOn,
  plansShown,
  withText,
  wordsOf,
} from './planned.ts'
import { sessionWindowMs } from './session-window.ts'

const ana = 'ana' as AgentId
const ben = 'ben' as AgentId
const wrote = 1_000_000_000 as Instant
const now = (wrote + 3_600_000) as Instant
const nextDay = (wrote + sessionWindowMs) as Instant
const text = { templateId: null }
const template = { templateId: 'welcome' as TemplateId }

type Given = {
  at?: Instant
  state?: Circumstances['interaction']['state']
  holder?: AgentId | null
  role?: Role
  works?: boolean
  authorSees?: boolean
  unusable?: Circumstances['unusable']
  channel?: Partial<Circumstances['facts']['channel']>
  contact?: Partial<Circumstances['facts']['contact']>
  lastInboundAt?: Instant | null
}

/** Ana holds it, the contact wrote an hour ago, and all is well; but for what is given. */
function circumstances(given: Given) {
  const { state = 'active', holder = ana, role = 'agent', works = true, unusable = null, lastInboundAt = wrote } = given
  return {
    facts: {
      channel: { active: true, trouble: null, ...given.channel },
      contact: { consent: 'granted', doNotContact: false, phone: '+447700900001', hasUserId: false, ...given.contact },
      lastInboundAt,
    } as const,
    interaction: { state, agentId: holder },
    author: { agentId: ana, role, works },
    unusable,
    authorSees: given.authorSees ?? true,
  }
}

/** Planned by Ana. What comes of it: `sent`, or why it came back and to whom. */
const cases: readonly [name: string, planned: typeof text | typeof template, given: Given, comes: string][] = [
  ['all is well', text, {}, 'sent'],
  ['a template, all is well', template, {}, 'sent'],
  ['the last millisecond of the window', text, { at: (nextDay - 1) as Instant }, 'sent'],
  ['the window has just closed', text, { at: nextDay }, 'outside_allowed_sending_window → ana'],
  ['a template after the window', template, { at: nextDay }, 'sent'],
  ['the contact has written again meanwhile', text, { at: nextDay, lastInboundAt: now }, 'sent'],
  ['it was closed', text, { state: 'closed' }, 'interaction_closed → ana'],
  ['it was closed by a colleague', text, { state: 'closed', holder: ben }, 'interaction_closed → ana'],
  [
    'it was closed, and the author may not see it',
    text,
    { state: 'closed', authorSees: false },
    'interaction_closed → queue',
  ],
  ['it was closed, and the author is gone', text, { state: 'closed', works: false }, 'interaction_closed → queue'],
  ['its author is done with it', text, { state: 'wrapping_up' }, 'interaction_closed → ana'],
  ['a colleague holds it', text, { holder: ben }, 'not_yours → ben'],
  ['a colleague is done with it', text, { state: 'wrapping_up', holder: ben }, 'not_yours → ben'],
  ['it waits again', text, { state: 'waiting', holder: null }, 'not_yours → ana'],
  [
    'it waits again, and the author left the queue',
    text,
    { state: 'waiting', holder: null, authorSees: false },
    'not_yours → queue',
  ],
  ['it is offered to somebody', text, { state: 'offered', holder: null }, 'not_yours → ana'],
  ['a supervisor planned it for what a colleague holds', text, { role: 'supervisor', holder: ben }, 'sent'],
  ['a supervisor planned it for what waits', text, { role: 'supervisor', state: 'waiting', holder: null }, 'sent'],
  [
    'a supervisor planned it, and it was closed',
    text,
    { role: 'supervisor', state: 'closed' },
    'interaction_closed → ana',
  ],
  ['the author no longer works here', text, { works: false, holder: ben }, 'not_permitted → ben'],
  [
    'the author no longer works here, and it waits',
    text,
    { works: false, state: 'waiting', holder: null },
    'not_permitted → queue',
  ],
  ['the channel is off', text, { channel: { active: false } }, 'channel_off → ana'],
  ['the channel is not connected', template, { channel: { trouble: { code: '190' } } }, 'channel_not_connected → ana'],
  ['nobody can reach them any more', text, { contact: { phone: null } }, 'no_address → ana'],
  ['they said stop, inside the window', text, { contact: { doNotContact: true } }, 'sent'],
  [
    'they said stop, and the window is closed',
    template,
    { contact: { doNotContact: true }, at: nextDay },
    'contact_opted_out → ana',
  ],
  ['they withdrew their consent', text, { contact: { consent: 'revoked' }, at: nextDay }, 'contact_opted_out → ana'],
  [
    'they never wrote and never agreed',
    text,
    { contact: { consent: 'none' }, lastInboundAt: null },
    'recipient_not_opted_in → ana',
  ],
  ['the template was withdrawn', template, { unusable: 'template_not_usable' }, 'template_not_usable → ana'],
  ['the file is gone', text, { unusable: 'file_not_ready' }, 'file_not_ready → ana'],
]

test.each(cases)('at its time: %s', (_name, planned, given, comes) => {
  const fate = fateOf(planned, circumstances(given), given.at ?? now)
  expect(fate.does === 'send' ? 'sent' : `${fate.why} → ${fate.toAgentId ?? 'queue'}`).toBe(comes)
})

test.each([
  ['after the window closes it is planned, with a warning', text, {}, 'outside_allowed_sending_window'],
  ['a template after the window', template, {}, null],
  ['a channel that is off may be on by then', text, { channel: { active: false } }, 'channel_off'],
  ['a colleague who holds it may hand it back', text, { holder: ben }, 'not_yours'],
  ['whoever said stop is not planned for', template, { contact: { doNotContact: true } }, 'refused: contact_opted_out'],
  ['nor whom nobody can reach', template, { contact: { phone: null } }, 'refused: no_address'],
] as [string, typeof text, Given, string | null][])(
  'when it is planned for tomorrow: %s',
  (_name, planned, given, says) => {
    const foreseen = foresee({ ...planned, goesAt: nextDay }, circumstances(given))
    expect(foreseen.ok ? foreseen.value : `refused: ${foreseen.refusal}`).toBe(says)
  },
)

test('it is planned for a time to come, and at most ninety days ahead', () => {
  const at = (ms: number) => checkTime((now + ms) as Instant, now).ok
  expect([at(-1), at(0), at(1), at(maxPlanAheadMs), at(maxPlanAheadMs + 1)]).toEqual([false, false, true, true, false])
})

test('its author, who holds the interaction and supervisors decide on it; nobody else', () => {
  const planned = { agentId: ana }
  const may = (agentId: AgentId, role: Role, state: Circumstances['interaction']['state'], holder: AgentId | null) =>
    mayDecideOn(planned, { state, agentId: holder }, { agentId, role })
  expect(may(ana, 'agent', 'active', ben)).toBe(true)
  expect(may(ben, 'agent', 'active', ben)).toBe(true)
  expect(may(ben, 'agent', 'wrapping_up', ben)).toBe(true)
  expect(may(ben, 'supervisor', 'closed', ana)).toBe(true)
  expect(may(ben, 'agent', 'closed', ben)).toBe(false)
  expect(may(ben, 'agent', 'active', ana)).toBe(false)
})

test('the card says that something waits, and first of all that something came back', () => {
  const back = { returned: { why: 'not_yours' as const, at: now, toAgentId: null } }
  expect(plansShown([])).toBe(null)
  expect(plansShown([{ returned: null }])).toBe('waits')
  expect(plansShown([{ returned: null }, back])).toBe('returned')
})

test('other words replace the text, or the caption of its file, or are added; a template has none', () => {
  const media = {
    attachmentId: null,
    providerMediaId: null,
    mimeType: 'image/png',
    sha256: null,
    fileName: null,
    sizeBytes: null,
    state: 'stored' as const,
  }
  const picture = (caption: string | null): MessageContent => ({ kind: 'image', media, caption })
  const said = (words: string): MessageContent => ({ kind: 'text', text: words })
  const after = (contents: MessageContent[], words: string) => {
    const changed = withText(contents, words)
    return changed.ok ? changed.value : changed.refusal
  }
  expect(after([said('a')], 'b')).toEqual([said('b')])
  expect(after([picture(null), said('a')], 'b')).toEqual([picture(null), said('b')])
  expect(after([picture(null), picture('a')], 'b')).toEqual([picture(null), picture('b')])
  expect(after([picture(null)], 'b')).toEqual([picture(null), said('b')])
  expect(after([picture('a')], ' ')).toEqual([picture(null)])
  expect(after([picture(null), said('a')], '')).toEqual([picture(null)])
  expect(after([said('a')], '')).toBe('text_empty')
  const filled = { name: 'x', language: 'en', header: null, body: 'a', footer: null, buttons: [] }
  expect(after([{ kind: 'template', template: filled }], 'b')).toBe('invalid_input')
  expect([wordsOf([picture('a')]), wordsOf([picture('a'), said('b')]), wordsOf([picture(null)])]).toEqual([
    'a',
    'b',
    null,
  ])
})
