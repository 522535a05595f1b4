import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JsonObject } from './json.ts'
import { errorCode, type Stage, setStage, WABA } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await setStage()
})
afterEach(() => stage.close())

const list = (query = '', account = WABA): ReturnType<Stage['graph']> =>
  stage.graph('GET', `/${account}/message_templates${query}`)
const names = ({ body }: { body: JsonObject }): string[] =>
  (body.data as JsonObject[]).map(({ name, language }) => `${String(name)}/${String(language)}`)
const add = (name: string): Promise<unknown> =>
  stage.control('POST', '/templates', {
    wabaId: WABA,
    name,
    language: 'en',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Hello' }],
  })
const idOf = async (name: string): Promise<string> =>
  String(((await list(`?name=${name}`)).body.data as JsonObject[])[0]!.id)

const SEED = [
  'order_update/en',
  'continue_chat/en',
  'continue_chat/pt_BR',
  'continue_chat/es',
  'welcome_photo/en',
  'sign_in_code/en',
  'spring_sale/en',
  'prize_draw/en',
  'weekly_offers/en',
]

test('an account begins with templates of every state', async () => {
  const answer = await list('?fields=name,language,status,rejected_reason')
  expect(names(answer)).toEqual(SEED)
  expect((answer.body.data as JsonObject[]).slice(-3)).toEqual([
    { id: expect.any(String), name: 'spring_sale', language: 'en', status: 'PENDING', rejected_reason: 'NONE' },
    {
      id: expect.any(String),
      name: 'prize_draw',
      language: 'en',
      status: 'REJECTED',
      rejected_reason: 'TAG_CONTENT_MISMATCH',
    },
    { id: expect.any(String), name: 'weekly_offers', language: 'en', status: 'PAUSED', rejected_reason: 'NONE' },
  ])
})

test.each([1, 2, 4, 9, 100])('pages of %i give every template once, in order', async (limit) => {
  const seen: string[] = []
  let url: string | undefined =
    `${stage.running.graphUrl}/v23.0/${WABA}/message_templates?limit=${limit}&fields=name,language`
  let pages = 0
  while (url) {
    const response: Response = await fetch(url, { headers: { authorization: 'Bearer sim-access-token-01' } })
    const body = (await response.json()) as { data: { name: string; language: string }[]; paging: { next?: string } }
    seen.push(...body.data.map(({ name, language }) => `${name}/${language}`))
    url = body.paging.next
    pages++
  }
  expect(seen).toEqual(SEED)
  expect(pages).toBe(Math.ceil(SEED.length / limit))
})

test('a cursor leads back as well as forth', async () => {
  const first = await list('?limit=4')
  const second = await list(`?limit=4&after=${String(((first.body.paging as JsonObject).cursors as JsonObject).after)}`)
  const back = await list(
    `?limit=4&before=${String(((second.body.paging as JsonObject).cursors as JsonObject).before)}`,
  )
  expect(names(back)).toEqual(names(first))
})

test.each(['?after=nonsense', '?before=nonsense'])('a cursor that was never given out is 131059: %s', async (query) => {
  expect(errorCode(await list(query))).toBe(131059)
})

test('a cursor whose template is gone is 131059 too', async () => {
  const page = await list('?limit=2')
  const { after } = (page.body.paging as JsonObject).cursors as JsonObject
  await stage.control('PATCH', `/templates/${String((page.body.data as JsonObject[])[1]!.id)}`, { status: 'DELETED' })
  expect(errorCode(await list(`?limit=2&after=${String(after)}`))).toBe(131059)
})

test.each([
  ['?status=APPROVED', 6],
  ['?status=PAUSED,REJECTED', 2],
  ['?language=es', 1],
  ['?name=continue', 3],
  ['?category=MARKETING', 3],
  ['?category=MARKETING&status=APPROVED', 1],
  ['?name=nothing', 0],
])('filters %s: %i', async (query, count) => {
  expect((await list(query)).body.data).toHaveLength(count)
})

test.each(['?fields=name,nonsense', '?limit=0', '?limit=many'])('refuses %s with 100', async (query) => {
  expect(errorCode(await list(query))).toBe(100)
})

test('one template is read by its id', async () => {
  const id = await idOf('welcome_photo')
  expect((await stage.graph('GET', `/${id}?fields=name,parameter_format`)).body).toEqual({
    id,
    name: 'welcome_photo',
    parameter_format: 'NAMED',
  })
})

test('more than a page by default', async () => {
  for (let i = 0; i < 20; i++) await add(`extra_${i}`)
  const answer = await list()
  expect(answer.body.data).toHaveLength(25)
  expect((answer.body.paging as JsonObject).next).toEqual(expect.stringContaining('after='))
})

test.each([
  [{ status: 'PAUSED' }, 'message_template_status_update', { event: 'PAUSED', other_info: { title: 'FIRST_PAUSE' } }],
  [
    { status: 'REJECTED', rejected_reason: 'SCAM' },
    'message_template_status_update',
    { event: 'REJECTED', reason: 'SCAM', rejection_info: { reason: 'SCAM' } },
  ],
  [
    { quality: 'RED' },
    'message_template_quality_update',
    { previous_quality_score: 'GREEN', new_quality_score: 'RED' },
  ],
  [{ category: 'MARKETING' }, 'template_category_update', { previous_category: 'UTILITY', new_category: 'MARKETING' }],
])('the app hears of %j', async (changes, field, value) => {
  const id = await idOf('order_update')
  expect((await stage.control('PATCH', `/templates/${id}`, changes)).status).toBe(200)
  await stage.idle()
  expect(stage.app.changes()).toMatchObject([
    { field, value: { ...value, message_template_name: 'order_update', message_template_language: 'en' } },
  ])
  expect(stage.app.received[0]!.text).toContain(`"message_template_id":${id},`)
  expect((stage.app.received[0]!.body.entry as JsonObject[])[0]!.time).toBe(Math.floor(stage.clock.now() / 1000))
})

test('what did not change is not told', async () => {
  await stage.control('PATCH', `/templates/${await idOf('order_update')}`, { status: 'APPROVED' })
  await stage.idle()
  expect(stage.app.received).toHaveLength(0)
})
