import { afterAll, beforeEach, expect, test } from 'vitest'
import type { ContactId } from '../../contract/ids.ts'
import type { ContactDetails } from '../../contract/operations/contacts.ts'
import { present } from '../../kernel/assert.ts'
import { inWork } from '../../kernel/work.ts'
import { browsersAgree } from '../../testing/browsers-agree.ts'
import { mira, rosa, told, wroteFact } from '../../testing/inbound.ts'
import { createWorld, type Name, type World } from '../../testing/world.ts'
import { findContacts, getContact, saveContact } from './actions.ts'

let world: World
/** Rosa has written: it waits in Support, where Ben and Carla answer. Davi answers Sales. */
let rosaId: ContactId
beforeEach(async () => {
  await world?.close()
  world = await createWorld()
  await told(world, wroteFact(rosa, 'Where is my order?', world.clock.now()))
  rosaId = await contactNamed('Rosa Quintero')
})
afterAll(() => world.close())

async function contactNamed(name: string): Promise<ContactId> {
  const [row] = await world.asOwner<{ id: ContactId }>('select id from contact where name = $1', [name])
  return present(row, name).id
}
const read = (name: Name, contactId = rosaId) =>
  world.as(name).read((tx, person) => getContact(tx, { contactId }, person))
type Input = Parameters<typeof saveContact>[1]
const form = ({ id, version, name, email, language, note, doNotContact }: ContactDetails): Input => ({
  contactId: id,
  version,
  name,
  email,
  language,
  note,
  doNotContact,
})
async function save(who: Name, change: Partial<Input>) {
  const input = { ...form(await read('sofia')), ...change }
  return world.as(who).try((work, person) => saveContact(work, input, person))
}
async function find(who: Name, text: string): Promise<string[]> {
  const { contacts } = await world.as(who).read((tx, person) => findContacts(tx, { text }, person))
  return contacts.map(({ name }) => name)
}

test('a contact is shown with its addresses and its ledger to whom it concerns, and to nobody else', async () => {
  const contact = await read('ben')
  expect(contact).toMatchObject({ name: 'Rosa Quintero', phone: '+447700900131', hasUserId: false, note: '' })
  expect(contact.identities).toMatchObject([{ kind: 'phone', value: '+447700900131' }])
  expect(contact.consents).toMatchObject([{ purpose: 'service', granted: true, byName: null }])
  for (const name of ['ana', 'sofia', 'carla'] as const) expect((await read(name)).id).toBe(rosaId)
  await expect(read('davi')).rejects.toThrow('not_found')
  await expect(read('ana', '01890000-0000-7000-8000-000000000000' as ContactId)).rejects.toThrow('not_found')
})

test('who holds the conversation may see the contact, though it is not their queue', async () => {
  await world.asOwner(`update interaction set state = 'active', agent_id = $1, accepted_at = now()`, [
    world.agentIds.davi,
  ])
  expect((await read('davi')).id).toBe(rosaId)
})

test('a correction reaches every screen that shows the contact, and the provider’s name no longer replaces it', async () => {
  const views = await browsersAgree(world, () =>
    save('ben', { name: 'Rosa María Quintero', language: 'es', note: 'Prefers mornings', email: 'rosa@q.example' }),
  )
  const [card] = Object.values(views.carla.interactions)
  expect(card?.conversation.contact).toMatchObject({ name: 'Rosa María Quintero', language: 'es' })
  await told(world, wroteFact({ ...rosa, name: 'R.' }, 'Hello?', world.clock.now()))
  expect(await read('ben')).toMatchObject({
    name: 'Rosa María Quintero',
    note: 'Prefers mornings',
    email: 'rosa@q.example',
  })
})

test('the fact tells nobody who the contact is', async () => {
  await save('ben', { name: 'Rosa María Quintero' })
  const facts = present(world.commits.at(-1), 'the commit').events
  expect(facts.map(({ type }) => type)).toEqual(['contact.changed', 'interaction.updated'])
  expect(facts[0]).toEqual({ type: 'contact.changed', contactId: rosaId })
})

test('who said that nobody may write to the contact is in the ledger, once for each change', async () => {
  await save('ben', { doNotContact: true })
  world.clock.advance(1_000)
  await save('carla', { doNotContact: true, note: 'x' })
  world.clock.advance(1_000)
  await save('carla', { doNotContact: false })
  const { consents, doNotContact, consent } = await read('ben')
  expect(
    consents.map(({ purpose, granted, source, byName }) => [purpose, granted, source, byName]).slice(0, 2),
  ).toEqual([
    ['service', true, 'do_not_contact_lifted', 'Carla Nunes'],
    ['service', false, 'do_not_contact', 'Ben Carter'],
  ])
  expect(consents).toHaveLength(3)
  // What the contact agreed to is another matter.
  expect([doNotContact, consent]).toEqual([false, 'granted'])
})

test('a change made meanwhile is not overwritten, and strangers change nothing', async () => {
  const { version } = await read('ben')
  await save('ben', { note: 'first' })
  expect(await save('carla', { version, note: 'second' })).toEqual({ ok: false, refusal: 'changed_by_someone_else' })
  expect(await save('davi', { note: 'third' })).toEqual({ ok: false, refusal: 'not_found' })
  expect(await save('ana', { contactId: '01890000-0000-7000-8000-000000000000' as ContactId })).toEqual({
    ok: false,
    refusal: 'not_found',
  })
  expect((await read('ben')).note).toBe('first')
})

test('of two changes at once one is refused', async () => {
  const { version } = await read('ben')
  const results = await Promise.all([save('ben', { version, note: 'one' }), save('carla', { version, note: 'two' })])
  expect(results.map((result) => (result.ok ? 'ok' : result.refusal)).toSorted()).toEqual([
    'changed_by_someone_else',
    'ok',
  ])
})

test('nor of two about somebody who never wrote', async () => {
  const [row] = await world.asOwner<{ id: ContactId }>(
    `insert into contact (workspace_id, id, name, created_at) values ($1, gen_random_uuid(), 'Nuno Reis', now()) returning id`,
    [world.workspaceId],
  )
  const input = form(await read('ana', present(row, 'the contact').id))
  const ana = await world.person('ana')
  const at = Array.from({ length: 12 }, (_, index) => index)
  // Every connection is open already, so that they really come at once.
  await Promise.all(at.map(() => inWork(world.kernel, ana, async ({ tx }) => getContact(tx, input, ana))))
  const results = await Promise.all(
    at.map((index) => inWork(world.kernel, ana, (work) => saveContact(work, { ...input, note: `note ${index}` }, ana))),
  )
  expect(results.filter(({ ok }) => ok)).toHaveLength(1)
})

test('a card is never older than the line before it, whatever is written meanwhile', async () => {
  const at = world.clock.now()
  await browsersAgree(world, () =>
    Promise.all([
      save('ben', { note: 'while they write' }),
      ...Array.from({ length: 5 }, (_, index) => told(world, wroteFact(rosa, `line ${index}`, at))),
    ]),
  )
})

test('nobody’s word is lost to a message that arrives in the same moment with a new display name', async () => {
  for (let round = 0; round < 8; round++) {
    world.clock.advance(1_000)
    await save('ben', { doNotContact: false })
    await world.asOwner('update contact set name_is_ours = false')
    const input = { ...form(await read('ben')), doNotContact: true }
    await browsersAgree(world, () =>
      Promise.all([
        told(world, wroteFact({ ...rosa, name: `Rosa ${round}` }, 'Hello', world.clock.now())),
        world.as('ben').do((work, person) => saveContact(work, input, person)),
      ]),
    )
    expect((await read('ben')).doNotContact).toBe(true)
  }
})

test('contacts are found by the start of a name or by digits, among those one may see', async () => {
  await told(world, wroteFact(mira, 'Hi', world.clock.now()))
  await told(
    world,
    wroteFact(
      { addresses: [{ kind: 'phone', value: '+447700900155' }], name: '100% Wool_Shop', username: null },
      'Hi',
      world.clock.now(),
    ),
  )
  expect(await find('ben', 'rosa q')).toEqual(['Rosa Quintero'])
  expect(await find('ben', 'quint')).toEqual([])
  expect(await find('ben', '07700 900131')).toEqual(['Rosa Quintero'])
  expect(await find('ben', '+44 7700 9001')).toEqual(['100% Wool_Shop', 'Rosa Quintero'])
  expect(await find('ben', '0131')).toEqual(['Rosa Quintero'])
  expect(await find('davi', 'rosa')).toEqual([])
  expect(await find('davi', '900131')).toEqual([])
  expect(await find('sofia', '@mira')).toEqual(['@mira.kvist'])
})

test('signs that mean anything to a database mean themselves', async () => {
  await told(
    world,
    wroteFact(
      { addresses: [{ kind: 'phone', value: '+447700900155' }], name: '100% Wool_Shop', username: null },
      'Hi',
      world.clock.now(),
    ),
  )
  expect(await find('ben', '100%')).toEqual(['100% Wool_Shop'])
  expect(await find('ben', '100% wool_')).toEqual(['100% Wool_Shop'])
  for (const text of ['%', '_osa', '%%', 'rosa%', "' or true --", '\\']) expect(await find('ben', text)).toEqual([])
})

test('another workspace finds nobody', async () => {
  const elsewhere = '01890000-0000-7000-8000-000000000001'
  await world.asOwner(`insert into workspace (id, name, created_at) values ($1, 'Harbour', now())`, [elsewhere])
  const person = { ...(await world.person('ana')), workspaceId: elsewhere as World['workspaceId'] }
  const input = { ...form(await read('ana')), name: 'Mine' }
  const result = await inWork(world.kernel, person, async (work) => {
    expect(await findContacts(work.tx, { text: 'rosa' }, person)).toEqual({ ok: true, value: { contacts: [] } })
    expect(await getContact(work.tx, { contactId: rosaId }, person)).toEqual({ ok: false, refusal: 'not_found' })
    return saveContact(work, input, person)
  })
  expect(result).toEqual({ ok: false, refusal: 'not_found' })
})
