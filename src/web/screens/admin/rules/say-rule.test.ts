import { expect, test } from 'vitest'
import type { CalendarId, ChannelId, QueueId, RuleId, TagId } from '../../../../contract/ids.ts'
import { parseCrontab } from '../../../../modules/rules/core/crontab.ts'
import { en } from '../../../i18n/rules/en.ts'
import { es } from '../../../i18n/rules/es.ts'
import { pt } from '../../../i18n/rules/pt.ts'
import { newRule, type RuleValues, startOf, starts } from './rule-values.ts'
import { sayCrontab } from './say-crontab.ts'
import { type Saying, sayFollowing, sayOccasion, sayRule } from './say-rule.ts'

const name = (id: string) => id
const names = { channel: name, queue: name, tag: name, calendar: name, disposition: name }
const isThere = () => true
const english: Saying = { words: en, language: 'en', names, isThere }
const spanish: Saying = { words: es, language: 'es', names, isThere }
const portuguese: Saying = { words: pt, language: 'pt', names, isThere }

const times = (crontab: string, { words, language } = english): string => {
  const read = parseCrontab(crontab)
  return read.ok ? sayCrontab(read.value, words, language) : read.refusal
}

test.each([
  ['0 8 * * 1', 'every Monday at 08:00'],
  ['0 8 * * 1-5', 'Monday to Friday at 08:00'],
  ['30 8,12 * * *', 'every day at 08:30 and 12:30'],
  ['*/15 * * * *', 'every 15 minutes'],
  ['* * * * *', 'every minute'],
  ['0 * * * *', 'every hour'],
  ['5 * * * *', 'every hour at minute 5'],
  ['*/15 8-17 * * 1-5', 'Monday to Friday every 15 minutes from 08:00 to 17:45'],
  ['0 8-18 * * *', 'every hour from 08:00 to 18:00'],
  ['0 8 1 * *', 'on day 1 of the month at 08:00'],
  ['0 8 1 1,7 *', 'on day 1 of the month in January and July at 08:00'],
  ['0 8 1,15 * sun', 'on day 1 and 15 of the month and also every Sunday at 08:00'],
  ['0 9 * * 0,7', 'every Sunday at 09:00'],
  ['0 9 * * 6,0', 'every Saturday and Sunday at 09:00'],
  ['0 9 1-31 * 1', 'every day at 09:00'],
  ['0,7 1,3,5,7 * * *', 'at minute 0 and 7 of hour 1, 3, 5, and 7'],
])('%s is %s', (crontab, said) => expect(times(crontab)).toBe(said))

test('times in Spanish and Portuguese', () => {
  expect(times('0 8 * * 1-5', spanish)).toBe('de lunes a viernes a las 08:00')
  expect(times('*/15 * * * *', spanish)).toBe('cada 15 minutos')
  expect(times('0 8 * * 1', portuguese)).toBe('a cada segunda-feira às 08:00')
})

test('what a rule may begin as is said whole', () => {
  const said = (saying: Saying) => starts.map((start) => sayRule(startOf(start, saying.words), saying))
  expect(said(english)).toEqual([
    'When an agent answers, and if 1 day later it is still so: close it.',
    'When an interaction begins, if it is waiting or offered to an agent, and if 10 minutes later it is still so: set its priority to 500.',
    'Every Monday at 08:00, for each open interaction, if the contact has had no answer for 1 day: set its priority to 500.',
    'When the contact writes, if the contact’s last message contains “refund”: put the tag “…” on it.',
  ])
  expect(said(spanish)[0]).toBe('Cuando un agente responde, y si 1 día después sigue así: cerrarla.')
  expect(said(portuguese)[0]).toBe('Quando um agente responde, e se 1 dia depois continua assim: encerrá-la.')
})

const full: RuleValues = {
  ...newRule,
  when: { on: 'tagged', tagId: 'VIP' as TagId },
  onlyWithin: 'Office hours' as CalendarId,
  delaySeconds: 5_400,
  conditions: [
    [
      { of: 'channel', is: true, channelIds: ['Spain', 'Portugal'] as ChannelId[] },
      { of: 'held', is: false },
    ],
    [{ of: 'queue', is: false, queueIds: ['Billing'] as QueueId[] }],
  ],
  jobs: [
    { do: 'set_priority', priority: 1000 },
    { do: 'move', queueId: 'Care' as QueueId },
    { do: 'write', text: 'One moment' },
  ],
}

test('sets of conditions are joined by or, conditions of a set by and, what it does in its order', () =>
  expect(sayRule(full, english)).toBe(
    'When the tag “VIP” is put on an interaction, within the hours of Office hours, ' +
      'if it came on Spain or Portugal and no agent has it; or if it is not in Billing, ' +
      'and if 90 minutes later it is still so: set its priority to 1,000, move it to Care, and write “One moment” to the contact.',
  ))

test('what is not filled in yet is left open', () => {
  const empty = { ...newRule, when: { on: 'times', crontab: 'soon' }, delaySeconds: 60 } as const
  expect(sayRule(empty, english)).toBe('…, for each open interaction: …')
  expect(sayRule({ ...newRule, delaySeconds: '' }, english)).toBe(
    'When an agent ends the conversation, and if … later it is still so: …',
  )
})

test('the list says what it waits for and how much later', () => {
  expect(sayOccasion({ when: full.when, delaySeconds: 600 }, english)).toBe(
    'The tag “VIP” is put on an interaction, 10 minutes later',
  )
  expect(sayOccasion({ when: { on: 'times', crontab: '0 8 * * 1' }, delaySeconds: 0 }, english)).toBe(
    'Every Monday at 08:00',
  )
})

test('what a message sets off is said with what it still depends on: its words, and the time', () => {
  const jobs = [{ do: 'tag', tagId: 'VIP' as TagId } as const]
  const rule = { id: 'rule' as RuleId, name: 'Rule', delaySeconds: 0, ifSaid: [], outsideHours: false, jobs }
  const refund = { of: 'said', is: true, text: 'refund' } as const
  const asks = { ...rule, ifSaid: [[refund], [{ ...refund, text: 'money' }]] }
  const said = (saying: Saying) =>
    [rule, { ...rule, delaySeconds: 600 }, asks, { ...asks, delaySeconds: 600 }].map((one) => sayFollowing(one, saying))
  expect(said(english)).toEqual([
    'At once: put the tag “VIP” on it.',
    '10 minutes later, if it is still so: put the tag “VIP” on it.',
    'At once, if the contact’s last message contains “refund”; or if the contact’s last message contains “money”: put the tag “VIP” on it.',
    'If the contact’s last message contains “refund”; or if the contact’s last message contains “money”, and if 10 minutes later it is still so: put the tag “VIP” on it.',
  ])
  expect(said(spanish)[1]).toBe('10 minutos después, si sigue así: ponerle la etiqueta «VIP».')
  expect(said(portuguese)[0]).toBe('Na hora: pôr nela a etiqueta “VIP”.')
})
