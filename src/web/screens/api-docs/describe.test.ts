import { expect, test } from 'vitest'
import { dispositionReport, listDispositions } from '../../../contract/operations/dispositions.ts'
import { saveQueue } from '../../../contract/operations/queues.ts'
import { acceptOffer, getView } from '../../../contract/operations/routing.ts'
import { openApi } from '../../../kernel/openapi.ts'
import { callsOf, curl, example, found, isTryable, readApi, typesUsed, typeText } from './describe.ts'

/** What the server says of itself, as it says it. */
const api = readApi(
  JSON.parse(
    JSON.stringify(
      openApi({
        version: '1',
        operations: [getView, acceptOffer, saveQueue, listDispositions, dispositionReport],
        others: [],
      }),
    ),
  ),
)
const calls = callsOf(api)
const callOf = (path: string) => calls.find((call) => call.path === path)!

test('every call is listed by module, with what it needs', () => {
  expect(calls.map(({ tag, method, path }) => `${tag} ${method} ${path}`)).toEqual([
    'dispositions GET /api/dispositions',
    'dispositions GET /api/dispositions/report',
    'queues POST /api/queues/save',
    'routing POST /api/routing/accept-offer',
    'view GET /api/view',
  ])
  expect(callOf('/api/queues/save')).toMatchObject({ permission: 'queues.manage', open: false, takesFile: false })
  expect(callOf('/api/view').refusals.find(({ status }) => status === '401')?.names).toEqual(['not_signed_in'])
})

test('calls are found by words of their address and of what they are for', () => {
  expect(found(calls, 'OFFER').map(({ path }) => path)).toEqual(['/api/routing/accept-offer'])
  expect(found(calls, 'dispositions closed').map(({ path }) => path)).toEqual(['/api/dispositions/report'])
  expect(found(calls, 'nothing like it')).toEqual([])
})

test('a type is written as a programmer reads it, with its limits, and named types by name', () => {
  const { body } = callOf('/api/queues/save')
  const text = typeText(body!)
  expect(text).toContain('  id: QueueId | null\n')
  expect(text).toContain('  name: string // 2…30\n')
  expect(text).toContain('  onReject: "none" | "on_break" | "offline" | "stop_new"\n')
  expect(text).toContain('    level: integer // 1…20\n    penalty: integer // 0…100\n  }[] // …5000\n')
  expect(typeText(callOf('/api/view').answer!)).toContain('interactions: Record<string, InteractionCard>')
})

test('the types a call speaks of are all there, also those behind others', () => {
  const types = typesUsed([callOf('/api/view').answer], api)
  expect(types).toEqual(expect.arrayContaining(['InteractionCard', 'ContactCard', 'ConversationId', 'Thread']))
  for (const type of types) expect(api.components.schemas).toHaveProperty(type)
})

test('an example has every field of the input, and the command line carries it safely', () => {
  const call = callOf('/api/routing/accept-offer')
  const id = '00000000-0000-0000-0000-000000000000'
  expect(example(call.body!, api)).toEqual({ interactionId: id, offerId: id })
  expect(curl(call, api, 'https://desk.example')).toBe(
    [
      "curl 'https://desk.example/api/routing/accept-offer'",
      '-H "Authorization: Bearer $SWITCHBOARD_KEY"',
      "-H 'Content-Type: application/json'",
      `--data '{"interactionId":"${id}","offerId":"${id}"}'`,
    ].join(' \\\n  '),
  )
  expect(curl(callOf('/api/dispositions/report'), api, 'http://localhost')).toContain('/report?from=0&to=0')
})

test('only what reads can be tried from the page', () => {
  expect(calls.filter(isTryable).map(({ path }) => path)).toEqual([
    '/api/dispositions',
    '/api/dispositions/report',
    '/api/view',
  ])
})
