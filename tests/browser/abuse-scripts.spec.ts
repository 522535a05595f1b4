import type { ConversationId } from '../../src/contract/ids.ts'
import { listChannels, listQuarantine, saveChannel } from '../../src/contract/operations/channels.ts'
import { addNote } from '../../src/contract/operations/conversations.ts'
import { listDispositions, listPlans, saveDisposition, savePlan } from '../../src/contract/operations/dispositions.ts'
import { createApiKey, defaultPreferences, savePreferences, saveUser } from '../../src/contract/operations/identity.ts'
import { saveReason } from '../../src/contract/operations/presence.ts'
import { listQueues, saveQueue } from '../../src/contract/operations/queues.ts'
import { saveCannedAnswer } from '../../src/contract/operations/replies.ts'
import { getView } from '../../src/contract/operations/routing.ts'
import { syncTemplates } from '../../src/contract/operations/templates.ts'
import type { Client } from '../../src/testing/client.ts'
import {
  expectHarmless,
  expectHarmlessList,
  expectHarmlessNames,
  expectHarmlessThread,
  expectNothingCame,
  watch,
} from './canary.ts'
import { accept, become, offer } from './desk.ts'
import { type Letter, type PostOffice, postOfficeAt } from './letters.ts'
import { expect, type Page, people, test } from './product.ts'
import { oneOfEach, SCRIPT_STRINGS, scriptStrings, upTo } from './script-strings.ts'
import { makeTeam, type Team } from './team.ts'

// Its lists are full of what attackers write. Pictures of pages as full as these would take longer than the pages.
test.use({ productOf: 'the letterbox', trace: 'off' })

let box: Team<readonly ['Uma Reyes']>
let office: PostOffice
/** A file the provider really has. */
let mediaId: string

test.beforeAll(async ({ product: { origin }, calls, phones }) => {
  const administrator = await calls(people.mara)
  box = await makeTeam({ origin, calls, phones, administrator }, { name: 'Letterbox', agents: ['Uma Reyes'] })
  const channel = (await administrator.must(listChannels, {})).channels.find(({ id }) => id === box.channelId)
  if (!channel) throw new Error('a channel that was made is listed')
  office = officeOf(origin, channel.webhookUrl, box.number)
  const lender = await phones.add('Lena Marsh', box.number)
  await lender.does({ type: 'image' })
  mediaId = (await lender.messages()).at(-1)?.shown.media?.mediaId ?? ''
})

const officeOf = (origin: string, webhookUrl: string, phoneNumberId: string): PostOffice =>
  postOfficeAt({ webhookUrl: `${origin}${new URL(webhookUrl).pathname}`, secret: 'sim-app-secret-01', phoneNumberId })

type Place = {
  /** What the customer puts the strings into. */
  place: string
  /** How one string gets there. More than one letter when the place needs something to stand on. */
  letters: (text: string, index: number) => Letter[]
}

const textLetter = (body: string, more: object = {}): Letter => ({ type: 'text', text: { body }, ...more })

/** Every place in a message of a customer: what the wire has room for, not what an app lets one type. */
const messagePlaces: readonly Place[] = [
  { place: 'the text of a message', letters: (text) => [textLetter(text)] },
  {
    place: 'the file name and the caption of a document',
    letters: (text) => [
      {
        type: 'document',
        document: { id: mediaId, mime_type: 'application/pdf', filename: text, caption: text },
      },
    ],
  },
  {
    place: 'the caption of a picture, which is its name too',
    letters: (text) => [{ type: 'image', image: { id: mediaId, mime_type: 'image/png', caption: text } }],
  },
  {
    place: 'the name and the address of a place',
    letters: (text) => [{ type: 'location', location: { latitude: 51.5, longitude: -0.1, name: text, address: text } }],
  },
  {
    place: 'every field of a contact card',
    letters: (text) => [
      {
        type: 'contacts',
        contacts: [
          {
            name: { formatted_name: text },
            org: { company: text },
            phones: [{ phone: text }],
            emails: [{ email: text }],
          },
        ],
      },
    ],
  },
  {
    place: 'the title of a button',
    letters: (text, index) => [
      index % 2 === 0
        ? { type: 'button', button: { text, payload: text } }
        : { type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: text, title: text } } },
    ],
  },
  {
    place: 'the title and the description of a row of a list',
    letters: (text) => [
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: text, title: text, description: text } },
      },
    ],
  },
  {
    place: 'the name, the questions and the answers of a form',
    letters: (text, index) => [
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: {
            name: text,
            body: text,
            response_json: index % 4 === 0 ? text : JSON.stringify({ [text]: text }),
          },
        },
      },
    ],
  },
  {
    place: 'the products, the currency and the words of an order',
    letters: (text) => [
      {
        type: 'order',
        order: { text, product_items: [{ product_retailer_id: text, quantity: 1, item_price: 1, currency: text }] },
      },
    ],
  },
  {
    place: 'a reaction',
    letters: (text, index) => {
      const id = `wamid.REACTED ${index}`
      return [textLetter(`Hello ${index}`, { id }), { type: 'reaction', reaction: { message_id: id, emoji: text } }]
    },
  },
  {
    place: 'a message and the quote of it',
    letters: (text, index) => {
      const id = `wamid.QUOTED ${index}`
      return [textLetter(text, { id }), textLetter(`As I said ${index}`, { context: { id } })]
    },
  },
  {
    place: 'the headline or the address of an advertisement',
    letters: (text, index) => [
      textLetter(`I saw this ${index}`, {
        referral: { ...(index % 2 === 0 ? { headline: text } : {}), source_url: text, body: text, ctwa_clid: text },
      }),
    ],
  },
  {
    place: 'what was edited afterwards',
    letters: (text, index) => {
      const id = `wamid.EDITED ${index}`
      const message = { type: 'text', text: { body: text } }
      return [textLetter(`Before ${index}`, { id }), { type: 'edit', edit: { original_message_id: id, message } }]
    },
  },
  {
    place: 'the words of the provider itself',
    letters: (text, index) => [
      // These words alone begin no interaction.
      ...(index === 0 ? [textLetter('Hello')] : []),
      { type: 'system', system: { type: 'customer_identity_changed', body: text } },
    ],
  },
  {
    place: 'a kind nobody knows, and the provider’s reason',
    letters: (text) => [
      {
        type: 'unsupported',
        unsupported: { type: text },
        errors: [{ code: 131051, title: text, message: text, error_data: { details: text } }],
      },
    ],
  },
]

for (const [index, { place, letters }] of messagePlaces.entries()) {
  test(`a customer writes ${SCRIPT_STRINGS} scripts into ${place}: the agent reads them, none runs`, async ({
    open,
    calls,
  }) => {
    const from = `4477009001${String(index + 10)}`
    await office.send(from, scriptStrings.flatMap(letters))
    const watched = await watch(await open(box.agents[0]))
    await show(watched.page, `/desk/${await conversationOf(await calls(box.agents[0]), from)}`)
    await expectHarmlessThread(watched, scriptStrings)
  })
}

test(`${SCRIPT_STRINGS} customers are called by scripts, by name and user name, and write them: the queue shows them all`, async ({
  open,
}) => {
  const digits = (index: number) => `44770090${String(20_000 + index).slice(1)}`
  for (let at = 0; at < scriptStrings.length; at += 100) {
    const some = scriptStrings.slice(at, at + 100)
    await office.tell('messages', {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '447700900900', phone_number_id: box.number },
      contacts: some.map((text, index) => ({
        profile: { name: text, username: text },
        wa_id: digits(at + index),
      })),
      messages: some.map((text, index) => ({
        from: digits(at + index),
        id: `wamid.NAMED ${at + index}`,
        timestamp: String(Math.floor(Date.now() / 1000)),
        ...textLetter(text),
      })),
    })
  }
  const watched = await watch(await open(box.agents[0]))
  await show(watched.page, '/desk')
  await watched.page.getByRole('tab', { name: /^Queue/ }).click()
  await expectHarmlessList(watched, '[role=listbox]', scriptStrings)
})

test(`${oneOfEach.length} customers with a script for a name are opened, searched for and written to`, async ({
  open,
  calls,
}) => {
  const watched = await watch(await open(box.agents[0]))
  const { page } = watched
  await show(page, '/desk')
  await page.getByRole('tab', { name: /^Queue/ }).click()
  await page.keyboard.press('/')
  const search = page.getByRole('searchbox', { name: 'Search in the list' })
  const { interactions } = await (await calls(box.agents[0])).must(getView, {})
  const cards = Object.values(interactions)
  for (const text of oneOfEach) {
    const name = text.trim()
    await search.fill(text)
    const card = cards.find(({ conversation }) => conversation.contact.name === name)
    if (!card) throw new Error(`nobody is called ${name}`)
    await page.locator(`#row-${card.id}`).click()
    await expect(page.getByRole('heading', { level: 1 })).toContainText(`#${card.number}`)
    await expect(page.getByRole('complementary', { name: 'Contact' })).toContainText(`@${name}`)
    await expectHarmless(watched, [text])
  }
})

test('four scripts for a name ring: the offer, the title of the page and the computer’s notification show their text', async ({
  open,
  team,
  calls,
  product: { origin },
}) => {
  const bell = await team({ name: 'Doorbell', agents: ['Otto Lind'] })
  const { channels } = await (await calls(people.mara)).must(listChannels, {})
  const doorbell = officeOf(origin, channels.find(({ id }) => id === bell.channelId)!.webhookUrl, bell.number)
  const preferences = { ...defaultPreferences, undoSeconds: 0, desktopNotifications: true }
  await (await calls(bell.agents[0])).must(savePreferences, preferences)
  const otto = await open(bell.agents[0])
  const watched = await watch(otto)
  await otto.context().grantPermissions(['notifications'])
  await otto.addInitScript(`{
    const Real = Notification
    globalThis.notified = []
    globalThis.Notification = class extends Real {
      constructor(title, options) { super(title, options); notified.push(title) }
    }
    Object.defineProperty(document, 'hidden', { get: () => globalThis.looksAway === true })
  }`)
  await show(otto, '/desk')
  await become(otto, 'Available')
  await otto.evaluate('globalThis.looksAway = true')
  for (const [index, text] of oneOfEach.slice(0, 4).entries()) {
    const name = text.trim()
    await doorbell.send(`44770090031${index}`, [textLetter(text)], { name: text, username: text })
    await expect(offer(otto, name)).toContainText(name)
    await expect.poll(() => otto.title()).toContain(`🔔 ${name}`)
    await expect.poll(() => otto.evaluate('notified.at(-1)')).toContain(name)
    await expectHarmless(watched, [text])
    await accept(otto, name)
  }
})

test(`${SCRIPT_STRINGS} scripts as notes among colleagues stay notes`, async ({ open, calls }) => {
  const from = '447700900180'
  await office.send(from, [textLetter('Hello')])
  const uma = await calls(box.agents[0])
  const conversationId = await conversationOf(uma, from)
  for (const text of scriptStrings) await uma.must(addNote, { conversationId, text })
  const watched = await watch(await open(box.agents[0]))
  await show(watched.page, `/desk/${conversationId}`)
  await expectHarmlessThread(watched, scriptStrings)
})

test(`${SCRIPT_STRINGS} scripts in webhooks that nobody can place are shown raw to the administrator`, async ({
  open,
  calls,
}) => {
  // As much as is kept of one part.
  const half = SCRIPT_STRINGS / 2
  for (const from of [0, half])
    await office.tell('messages', {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '447700900999', phone_number_id: `99900011${from}` },
      contacts: [],
      messages: [
        {
          from: '447700900181',
          id: `wamid.LOST ${from}`,
          timestamp: '1700000000',
          ...textLetter(scriptStrings.slice(from, from + half).join('\n')),
        },
      ],
    })
  for (const text of oneOfEach) await office.tell(text, { [text]: text, message: text, title: text })
  const watched = await watch(await open(people.mara))
  const { page } = watched
  await show(page, '/admin/quarantine')
  await expectNothingCame(watched)
  const { parts } = await (await calls(people.mara)).must(listQuarantine, {})
  for (const from of [0, half]) {
    await show(page, `/admin/quarantine/${parts.find(({ line }) => line === `99900011${from}`)?.id}`)
    await page.getByRole('region', { name: 'Exactly what came' }).waitFor()
    for (const as of ['As text', 'As JSON']) {
      await page.getByText(as, { exact: true }).click()
      await expectHarmlessNames(watched, from, half)
    }
  }
})

const adminLists: readonly {
  what: string
  path: string
  strings: readonly string[]
  save: (administrator: Client, text: string, index: number) => Promise<unknown>
  list?: string
}[] = [
  {
    what: 'titles and texts of canned answers',
    path: '/admin/canned-answers',
    strings: upTo(80),
    save: (mara, text, index) =>
      mara.must(saveCannedAnswer, { id: null, channelId: null, shortcut: `s${index}`, title: text, text }),
    list: '[role=table]',
  },
  {
    what: 'names of dispositions',
    path: '/admin/dispositions',
    strings: upTo(60),
    save: (mara, text, index) =>
      mara.must(saveDisposition, {
        id: null,
        parentId: null,
        name: text,
        kinds: ['whatsapp'],
        doNotContact: false,
        active: true,
        position: 100 + index,
      }),
  },
  {
    what: 'names of plans',
    path: '/admin/plans',
    strings: upTo(60),
    save: (mara, text) => mara.must(savePlan, { id: null, name: text, dispositionIds: [] }),
    list: '[role=table]',
  },
  {
    what: 'reasons for a break',
    path: '/admin/reasons',
    strings: upTo(40),
    save: (mara, text) => mara.must(saveReason, { id: null, kind: 'break', name: text, active: true }),
    list: '[role=table]',
  },
  {
    what: 'names of API keys',
    path: '/admin/api-keys',
    strings: upTo(60),
    save: (mara, text) => mara.must(createApiKey, { name: text, role: 'agent' }),
    list: '[role=table]',
  },
  {
    what: 'names of people',
    path: '/admin/users',
    // Each has a password, which takes its time to keep.
    strings: upTo(80).filter((_, index) => index % 16 === 0),
    save: (mara, text, index) =>
      mara.must(saveUser, {
        id: null,
        version: 0,
        name: text,
        email: `letter${index}@velmora.example`,
        password: 'quilt-lantern-river',
        role: 'agent',
        active: true,
        capacity: null,
        denied: [],
        queueIds: [],
      }),
    list: '[role=table]',
  },
  {
    what: 'names and descriptions of queues',
    path: '/admin/queues',
    strings: upTo(30),
    save: async (mara, text) => {
      const { queues } = await mara.must(listQueues, {})
      const { pickOrder: _pick, waiting: _waiting, ...settings } = queues[0]!
      return mara.must(saveQueue, { ...settings, id: null, version: 0, name: text, description: text, members: [] })
    },
    list: '[role=table]',
  },
]
for (const { what, path, strings, save, list } of adminLists) {
  test(`${strings.length} scripts as ${what}: the administrator’s list shows them as they are`, async ({
    open,
    calls,
  }) => {
    const mara = await calls(people.mara)
    for (let at = 0; at < strings.length; at += 8)
      await Promise.all(strings.slice(at, at + 8).map((text, index) => save(mara, text, at + index)))
    const watched = await watch(await open(people.mara))
    await show(watched.page, path)
    if (list) await expectHarmlessList(watched, list, strings)
    else await expectHarmless(watched, strings)
  })
}

test(`${upTo(40).length} scripts as names of channels, with descriptions: the list, and the screen of one, show them`, async ({
  open,
  calls,
}) => {
  const mara = await calls(people.mara)
  const names = upTo(40)
  const [demo] = (await mara.must(listChannels, {})).channels
  for (const [index, name] of names.entries())
    await mara.must(saveChannel, {
      ...demo!,
      id: null,
      version: 0,
      key: `X${index}`,
      name,
      description: scriptStrings[index]!,
      displayNumber: '',
      connection: { ...demo!.connection, phoneNumberId: String(5_550_000 + index) },
      active: false,
      accessToken: null,
      addAppSecret: null,
    })
  const watched = await watch(await open(people.mara))
  await show(watched.page, '/admin/channels')
  await expectHarmlessList(watched, '[role=table]', names)
  await watched.page.getByRole('table').getByRole('link').filter({ hasText: names[0]! }).first().click()
  await expectHarmless(watched, [names[0]!, scriptStrings[0]!])
})

test('what was saved with scripts in it is offered to the agent as text: reasons for a break, answers, outcomes', async ({
  open,
  calls,
  phones,
  team,
}) => {
  const mara = await calls(people.mara)
  const help = await team({ name: 'Helpdesk', agents: ['Ada Kerr'] })
  const { channels } = await mara.must(listChannels, {})
  const channel = channels.find(({ id }) => id === help.channelId)
  const plan = (await mara.must(listPlans, {})).plans.find(({ id }) => id === channel?.resultCodePlanId)
  const { dispositions } = await mara.must(listDispositions, {})
  const saved = new Set(upTo(60).map((text) => text.trim()))
  const outcomes = dispositions.filter(({ name }) => saved.has(name))
  await mara.must(savePlan, { ...plan!, dispositionIds: [...plan!.dispositionIds, ...outcomes.map(({ id }) => id)] })
  const ada = await open(help.agents[0])
  const watched = await watch(ada)
  await show(ada, '/desk')
  await ada.getByRole('complementary', { name: 'Interactions' }).getByRole('button').first().click()
  await expectHarmless(watched, upTo(40))
  await ada.keyboard.press('Escape')

  await become(ada, 'Available')
  const pia = await phones.add('Pia Novak', help.number)
  await pia.writes('Hello')
  await accept(ada, pia.name)
  for (const text of oneOfEach.filter((one) => one.length <= 80)) {
    await ada.keyboard.press('/')
    await ada.getByRole('combobox', { name: 'Canned answers' }).fill(text.slice(-4))
    await expectHarmless(watched, [text])
    await ada.keyboard.press('Escape')
  }
  await ada.keyboard.press('Alt+KeyC')
  await ada.getByRole('region', { name: 'Wrapping up' }).waitFor()
  await expectHarmless(watched, upTo(60))
})

const templateStrings = scriptStrings.filter((text) => !text.includes('{{'))

test(`${templateStrings.length} scripts in the bodies, headers, footers and buttons of templates: the administrator’s preview`, async ({
  open,
  calls,
  phones,
}) => {
  const mara = await calls(people.mara)
  const { channels } = await mara.must(listChannels, {})
  const wabaId = channels.find(({ id }) => id === box.channelId)!.connection.businessAccountId
  const each = Math.ceil(templateStrings.length / 4)
  for (let part = 0; part < 4; part++) {
    const some = templateStrings.slice(part * each, (part + 1) * each)
    await phones.control('POST', '/templates', {
      wabaId,
      name: `letter_${part}`,
      language: 'en',
      category: 'UTILITY',
      components: [
        { type: 'HEADER', format: 'TEXT', text: some[0] },
        { type: 'BODY', text: some.join('\n') },
        { type: 'FOOTER', text: some[1] },
        { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: some[2] }] },
      ],
    })
  }
  const { trouble } = await mara.must(syncTemplates, { channelId: box.channelId })
  expect(trouble).toBeNull()
  const watched = await watch(await open(people.mara))
  const { page } = watched
  for (let part = 0; part < 4; part++) {
    await show(page, '/admin/templates')
    await page
      .getByRole('link', { name: new RegExp(`^letter_${part}`) })
      .first()
      .click()
    await expectHarmless(watched, templateStrings.slice(part * each, (part + 1) * each))
  }
})

test(`telephones called by scripts send ${SCRIPT_STRINGS} of them: the simulator’s screen and its traffic show text`, async ({
  open,
  phones,
}) => {
  const each = Math.ceil(SCRIPT_STRINGS / 8)
  const names = oneOfEach.slice(0, 8)
  for (const [index, name] of names.entries()) {
    const phone = await phones.add(name, box.number)
    await phone.writes(scriptStrings.slice(index * each, (index + 1) * each).join('\n'))
  }
  const watched = await watch(await open(people.mara))
  const { page } = watched
  await show(page, '/simulator')
  for (const [index, name] of names.entries()) {
    await page.getByRole('button', { name: name.trim() }).first().click()
    const chat = page.getByRole('button', { name: /Letterbox/ })
    await page.getByRole('log').or(chat).first().waitFor()
    if (await chat.isVisible()) await chat.click()
    await expectHarmless(watched, scriptStrings.slice(index * each, (index + 1) * each))
  }
  const traffic = page.getByRole('region', { name: /traffic/i })
  await traffic.getByRole('row').or(traffic.getByRole('option')).or(traffic.locator('button')).last().waitFor()
  await expectNothingCame(watched)
})

async function show(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await page.locator('#content').waitFor()
}

/** The conversation of somebody, by number or name, as soon as what they wrote has been read. */
async function conversationOf(client: Client, who: string): Promise<ConversationId> {
  const find = async () => {
    const { interactions } = await client.must(getView, {})
    return Object.values(interactions).find(
      ({ conversation: { contact } }) => contact.phone === `+${who}` || contact.name === who,
    )
  }
  await expect.poll(find).toBeDefined()
  return (await find())!.conversation.id
}
