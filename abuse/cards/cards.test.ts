import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConversationId } from '../../src/contract/ids.ts'
import { ok } from '../../src/contract/refusals.ts'
import { audit } from '../../src/modules/audit/actions.ts'
import { addNote, saveDraft } from '../../src/modules/conversations/actions.ts'
import { SEED_NUMBER } from '../../src/providers/simulator/seed.ts'
import { connectLine, type Line } from '../../src/testing/line.ts'
import { createWorld, type World } from '../../src/testing/world.ts'

const CARD = '4111 1111 1111 1111'
const bare = CARD.replaceAll(' ', '')

let world: World
let line: Line
beforeAll(async () => {
  world = await createWorld()
  line = await connectLine(world)
})
afterAll(async () => {
  await line?.close()
  await world?.close()
})

let count = 0
const nextNumber = () => `4477009005${String(++count).padStart(2, '0')}`
async function writes(message: object, from = nextNumber(), name = 'Amara Bello'): Promise<void> {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: SEED_NUMBER.phoneNumberId, display_phone_number: '1' },
    contacts: [{ wa_id: from, profile: { name } }],
    messages: [
      { from, id: `wamid.CARD${++count}`, timestamp: String(Math.floor(world.clock.now() / 1000)), ...message },
    ],
  }
  const body = {
    object: 'whatsapp_business_account',
    entry: [{ id: SEED_NUMBER.wabaId, changes: [{ field: 'messages', value }] }],
  }
  expect((await line.hook(JSON.stringify(body))).status).toBe(200)
}

/** Every table of the product, as text: where these digits stand in a row, in whatever grouping. */
async function kept(digits = bare): Promise<string[]> {
  const tables = await world.asOwner<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'auth', 'graphile_worker')`,
  )
  const found: string[] = []
  for (const { name } of tables) {
    const rows = await world.asOwner<{ row: string }>(
      name === 'public.webhook'
        ? `select convert_from(body, 'utf8') as row from webhook`
        : `select t::text as row from ${name} t`,
    )
    if (rows.some(({ row }) => row.replace(/[\s.\\n-]/g, '').includes(digits))) found.push(name)
  }
  return found
}

const media = { id: '1', mime_type: 'image/jpeg', sha256: 'x' }
describe('a customer sends a card number', () => {
  test.each([
    ['in a text', { type: 'text', text: { body: `my card is ${CARD}` } }],
    ['without blanks', { type: 'text', text: { body: bare } }],
    ['with dashes', { type: 'text', text: { body: CARD.replaceAll(' ', '-') } }],
    ['one group to a line', { type: 'text', text: { body: CARD.replaceAll(' ', '\n') } }],
    ['with its date and code', { type: 'text', text: { body: `${CARD} 12/27 123` } }],
    ['under a photo', { type: 'image', image: { ...media, caption: CARD } }],
    ['under a film', { type: 'video', video: { ...media, mime_type: 'video/mp4', caption: CARD } }],
    [
      'as the name of a document',
      { type: 'document', document: { ...media, mime_type: 'application/pdf', filename: `${bare}.pdf` } },
    ],
    ['as a button', { type: 'button', button: { text: CARD, payload: 'x' } }],
    ['as a place', { type: 'location', location: { latitude: 1, longitude: 1, name: CARD, address: CARD } }],
    ['as a contact', { type: 'contacts', contacts: [{ name: { formatted_name: CARD }, phones: [{ phone: CARD }] }] }],
    [
      'in a form',
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { name: 'flow', body: 'Sent', response_json: JSON.stringify({ card: CARD }) },
        },
      },
    ],
    ['in a kind of message nobody knows yet', { type: 'hologram', hologram: { words: CARD } }],
    ['in a message that cannot be read', { type: 'text', text: { body: 17, words: CARD } }],
  ])('%s, and it is nowhere to be read', async (_how, message) => {
    await writes(message)
    expect(await kept()).toEqual([])
  })

  test('as their own name, and as the headline of the advertisement they came by', async () => {
    const referral = { source_url: 'https://shop.example', headline: CARD, body: CARD, ctwa_clid: 'x' }
    await writes({ type: 'text', text: { body: 'hello' }, referral }, '447700900592', `Amara ${CARD}`)
    expect(await kept()).toEqual([])
  })

  test('in two messages, and together they are nowhere to be read', async () => {
    await writes({ type: 'text', text: { body: 'the card is 4111 1111' } }, '447700900590')
    await writes({ type: 'text', text: { body: '1111 1111' } }, '447700900590')
    const texts = await world.asOwner<{ text: string }>(
      `select content ->> 'text' as text from message order by id desc limit 2`,
    )
    expect(texts.map(({ text }) => text)).toEqual(['•••• ••••', 'the card is 4111 1111'])
  })

  test('in an edited message', async () => {
    const from = '447700900591'
    await writes({ type: 'text', text: { body: 'my card follows' }, id: 'wamid.CARDEDIT' }, from)
    await writes(
      {
        type: 'edit',
        edit: { original_message_id: 'wamid.CARDEDIT', message: { type: 'text', text: { body: CARD } } },
      },
      from,
    )
    expect(await kept()).toEqual([])
  })

  test('and a body that is no JSON at all keeps it no better', async () => {
    expect((await line.hook(`{"text": "${CARD}"`)).status).toBe(200)
    expect(await kept()).toEqual([])
  })
})

describe('an agent keeps a card number', () => {
  const conversation = async () =>
    (await world.asOwner<{ id: ConversationId }>('select id from conversation order by id limit 1'))[0]!.id
  test('as a note', async () => {
    const id = await conversation()
    await world.as('ana').do((work, person) => addNote(work, person, id, `card ${CARD}`))
    expect(await kept()).toEqual([])
  })
  test('as a draft', async () => {
    const id = await conversation()
    const draft = { conversationId: id, mode: 'reply' as const, text: CARD }
    await world.as('ana').do((work, person) => saveDraft(work, person, draft))
    expect(await kept()).toEqual([])
  })
})

describe('a supervisor searches for a card number', () => {
  const asked = (input: unknown) =>
    world.as('ana').do(async (work, person) => {
      const operation = { method: 'GET', path: '/api/interactions', permission: 'interactions.read' } as const
      await audit.write(work, person, { operation, kind: 'access', input, requestId: 'r' })
      return ok(null)
    })

  test('and the audit trail keeps it', async () => {
    await asked({ search: CARD, ids: [bare], note: `of ${bare}` })
    expect(await kept()).toEqual([])
  })

  test('and the audit trail no longer says what was looked at: ids look like card numbers too', async () => {
    const input = { phoneNumberId: bare, ids: ['01234567-4111-1111-8111-111111111111'] }
    await asked(input)
    const [line] = await world.asOwner<{ about: string }>('select about from audit order by seq desc limit 1')
    expect(JSON.parse(line!.about)).toEqual(input)
    await world.asOwner('delete from audit; delete from audit_head')
  })
})

test('the ids of the provider stay as they are, although some of them look like card numbers', async () => {
  await writes({ type: 'text', text: { body: CARD }, id: `wamid.${bare}` })
  const [row] = await world.asOwner<{ id: string }>(
    'select provider_message_id as id from message order by message.id desc limit 1',
  )
  expect(row?.id).toBe(`wamid.${bare}`)
})

test('a channel that does not hide card numbers keeps what an agent types as it is', async () => {
  await world.asOwner('update channel set mask_card_numbers = false')
  const [row] = await world.asOwner<{ id: ConversationId }>('select id from conversation order by id limit 1')
  const draft = { conversationId: row!.id, mode: 'note' as const, text: CARD }
  await world.as('ana').do((work, person) => saveDraft(work, person, draft))
  await world.as('ana').do((work, person) => addNote(work, person, row!.id, CARD))
  const notes = await world.asOwner<{ text: string }>('select text from note order by id desc limit 1')
  expect(notes).toEqual([{ text: CARD }])
  await world.as('ana').do((work, person) => saveDraft(work, person, draft))
  expect(await world.asOwner('select text from draft')).toContainEqual({ text: CARD })
  await world.asOwner('update channel set mask_card_numbers = true; delete from note; delete from draft')
})
