import type { QueueId } from '../contract/ids.ts'
import { plainLine } from '../contract/line.ts'
import * as calendars from '../contract/operations/calendars.ts'
import * as channels from '../contract/operations/channels.ts'
import * as identity from '../contract/operations/identity.ts'
import * as queues from '../contract/operations/queues.ts'
import * as skills from '../contract/operations/skills.ts'
import * as sla from '../contract/operations/sla.ts'
import * as tags from '../contract/operations/tags.ts'
import { present } from '../kernel/assert.ts'
import {
  type Call,
  type DemoHouse,
  demoAdministrator,
  demoQueue,
  demoUsers,
  save,
  signedIn,
  steer,
  wire,
} from './demo.ts'

/** The second number of the simulator, for what was bought before. Its secrets are as public as those of the first. */
export const returnsNumber = {
  phoneNumberId: '700800900100202',
  displayNumber: '+44 7700 900998',
  name: 'Velmora Returns',
  accessToken: 'sim-access-token-02',
}
const appSecret = 'sim-app-secret-01'
const [ines, tom] = demoUsers

/**
 * What a business has beside one queue: a second number and queue for repairs, which asks for a skill, opening hours with
 * holidays, promises with a warning, tags, a question after each conversation. Set up once, where all is new
 * (`isNew`); the second number is told its address at every start, if it is there.
 */
export async function loadBusiness(house: DemoHouse, isNew: boolean): Promise<void> {
  const call = await signedIn(house, demoAdministrator.email)
  if (isNew) await setUp(call, house)
  const { channels: all } = await call(channels.listChannels, {})
  const returns = all.find(({ connection }) => connection.phoneNumberId === returnsNumber.phoneNumberId)
  if (returns) await wire(call, house, returns, returnsNumber.accessToken)
}

async function setUp(call: Call, house: DemoHouse): Promise<void> {
  const { number } = house
  await steer(house, '/numbers', returnsNumber)
  const { queues: known } = await call(queues.listQueues, {})
  const { channels: all } = await call(channels.listChannels, {})
  const orders = present(
    known.find(({ name }) => name === 'Orders'),
    'the queue Orders',
  )
  const first = present(
    all.find(({ connection }) => connection.phoneNumberId === number.phoneNumberId),
    'the demo channel',
  )
  await save(call, first, { satisfaction: question })
  await promise(call, orders.id)
  const queueId = await repairs(call)
  const calendarId = (await call(calendars.saveCalendar, { id: null, version: 0, ...shopHours })).id
  const { id: returnsId } = await call(channels.saveChannel, {
    ...first,
    satisfaction: question,
    id: null,
    version: 0,
    key: 'RET',
    name: returnsNumber.name,
    description: 'Repairs and returns: goes to whoever knows how things are mended.',
    displayNumber: returnsNumber.displayNumber,
    queueId,
    calendarId,
    connection: { ...first.connection, phoneNumberId: returnsNumber.phoneNumberId },
    accessToken: returnsNumber.accessToken,
    addAppSecret: appSecret,
  })
  for (const [title, colour, channelId] of [
    ['Sales', 'teal', first.id],
    ['After-sales', 'violet', returnsId],
  ] as const) {
    const { id } = await call(tags.saveTag, { id: null, version: 0, title, colour, active: true })
    await call(tags.putTags, { channelIds: [channelId], add: [id], remove: [] })
  }
}

const question = {
  question: 'How was our service today?',
  answers: ['Very good', 'All right', 'Not good'],
  listLabel: 'Answer',
  asText: false,
}

/** Hours of a shop, with the days on which nobody comes. */
const shopHours = {
  name: 'Shop hours',
  zone: 'Europe/London',
  blocks: [
    ...[1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' })),
    { day: 6, from: '10:00', to: '16:00' },
  ],
  specialDays: [
    { name: 'Christmas Eve', on: { every: 'year' as const, date: '12-24' }, blocks: [{ from: '09:00', to: '13:00' }] },
    { name: 'Christmas Day', on: { every: 'year' as const, date: '12-25' }, blocks: [] },
    { name: 'New Year’s Day', on: { every: 'year' as const, date: '01-01' }, blocks: [] },
  ],
}

const clock = (seconds: number, warnPercent: number) => ({
  on: true,
  seconds,
  warnPercent,
  businessHours: false,
  onWarning: [],
  onBreach: [{ do: 'tell_supervisors' as const }],
})

/** An order is taken within two minutes and answered within five; at four fifths of that it warns. */
async function promise(call: Call, queueId: QueueId): Promise<void> {
  await call(sla.savePolicy, {
    channelId: null,
    queueId,
    version: 0,
    clocks: { queue_answer: clock(120, 75), first_response: clock(300, 80), next_response: null, solution: null },
    serviceLevelSeconds: 60,
    abandonAfterSeconds: null,
  })
}

/** Whoever knows best how things are mended goes first; whom the customer knows already is waited for two minutes. */
async function repairs(call: Call): Promise<QueueId> {
  const { users } = await call(identity.listUsers, {})
  const people = [
    { email: tom.email, level: 2 },
    { email: ines.email, level: 8 },
  ].map(({ email, level }) => ({
    agentId: present(
      users.find((user) => user.email === email),
      email,
    ).id,
    level,
  }))
  const { id: skillId } = await call(skills.saveSkill, {
    id: null,
    version: 0,
    name: 'repairs',
    description: 'Knows frames, hinges and lamps from the inside.',
    people,
  })
  const { id } = await call(queues.saveQueue, {
    ...demoQueue,
    name: 'Repairs',
    description: 'What was bought and does not work. Asks for the skill “repairs”.',
    strategy: 'proficiency',
    skills: [{ skillId, best: 1, worst: 10 }],
    joinsBySkill: true,
    preferredBy: 'contact',
    preferredWaitMinutes: 2,
    line: {
      ...plainLine,
      announce: { afterSeconds: 120, text: 'Thank you for waiting. {ahead} before you, about {minutes} minutes.' },
    },
  })
  return id
}
