/**
 * Every call of the API, by everybody, with the ids of somebody else (A-15, A-20, A-23, A-31: things of others by their
 * ids). The calls are those the contract describes, so a route is tried the day it is added.
 */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { may, type Permission, type Role } from '../../src/contract/permissions.ts'
import { stateOf, type Tenant, tryCall, uuids } from '../tenant.ts'
import { mine, owner, server, theirIds, theirs } from '../two-houses.ts'
import { type Described, type Description, describedOperations, inputsOf, type Place } from './inputs.ts'
import { description } from './operations.ts'

/** Whoever knocks, and as what the server should know them: null is nobody. */
type Stranger = { readonly name: string; readonly role: Role | null; readonly headers: () => Record<string, string> }
const cookieOf = (person: keyof Tenant['people']) => () => ({ cookie: mine.people[person].cookie })
const bearer = (key: keyof Tenant['keys']) => () => ({ authorization: `Bearer ${mine.keys[key]}` })
const strangers: readonly Stranger[] = [
  { name: 'somebody who is not signed in', role: null, headers: () => ({}) },
  {
    name: 'somebody with a made-up session',
    role: null,
    headers: () => ({ cookie: 'switchboard.session_token=made.up' }),
  },
  { name: 'somebody whose session has ended', role: null, headers: cookieOf('left') },
  { name: 'an agent who was made inactive', role: null, headers: cookieOf('disabled') },
  { name: 'a key that was revoked', role: null, headers: bearer('revoked') },
  { name: 'an agent', role: 'agent', headers: cookieOf('agent') },
  { name: 'an agent of another queue', role: 'agent', headers: cookieOf('outsider') },
  { name: 'a supervisor', role: 'supervisor', headers: cookieOf('supervisor') },
  { name: 'an administrator', role: 'administrator', headers: cookieOf('administrator') },
  { name: 'a key of an agent', role: 'agent', headers: bearer('agent') },
  { name: 'a key of a supervisor', role: 'supervisor', headers: bearer('supervisor') },
  { name: 'a key of an administrator', role: 'administrator', headers: bearer('administrator') },
]

const { placesOf, inputFor } = inputsOf(description as unknown as Description)
const described = describedOperations(description as unknown as Description)

/**
 * Calls that do not answer 404 to an id of another workspace, and why that is right. Each answers exactly as it does to
 * an id that exists nowhere.
 */
const answersLikeNowhere: Readonly<Record<string, { statuses: readonly number[]; why: string }>> = {
  '/api/interactions .contactId': { statuses: [200], why: 'a search that finds nothing' },
  '/api/interactions .tagId': { statuses: [200], why: 'a search that finds nothing' },
  '/api/audit .agentId': { statuses: [200], why: 'nobody here, so no lines' },
  '/api/canned-answers .channelId': { statuses: [200], why: 'the general answers, on whatever channel' },
  '/api/channels/replay .ids[]': { statuses: [200], why: 'nothing to read again' },
  '/api/channels/dismiss .ids[]': { statuses: [200], why: 'nothing to put aside' },
  '/api/templates/set-channels .were[]': {
    statuses: [409],
    why: 'not what it was: somebody else must have changed it',
  },
  '/api/templates/set-channels .channelIds[]': { statuses: [409], why: 'no channel of this account' },
  '/api/channels/save .optIn|0.fill.headerMedia|0': { statuses: [409], why: 'the template is refused first' },
  '/api/channels/save .recontact|0.fill.headerMedia|0': { statuses: [409], why: 'the template is refused first' },
  '/api/channels/save .satisfactionTemplate|0.fill.headerMedia|0': { statuses: [409], why: 'as above' },
  '/api/conversations/plan .message|1.fill.headerMedia|0': {
    statuses: [404, 409],
    why: 'no file of this conversation',
  },
  '/api/conversations/send-template .fill.headerMedia|0': { statuses: [404, 409], why: 'no file of this conversation' },
  '/api/supervision/move .interactions[].queueId': {
    statuses: [200, 409],
    why: 'what one saw, and is so no more; or done already',
  },
  '/api/supervision/move .interactions[].agentId|0': {
    statuses: [200, 409],
    why: 'what one saw, and is so no more; or done already',
  },
  '/api/supervision/assign .interactions[].queueId': {
    statuses: [200, 409],
    why: 'what one saw, and is so no more; or done already',
  },
  '/api/supervision/assign .interactions[].agentId|0': {
    statuses: [200, 409],
    why: 'what one saw, and is so no more; or done already',
  },
  '/api/supervision/take-back .interactions[].queueId': {
    statuses: [200, 409],
    why: 'what one saw, and is so no more; or done already',
  },
  '/api/supervision/take-back .interactions[].agentId|0': {
    statuses: [200, 409],
    why: 'what one saw, and is so no more; or done already',
  },
  '/api/routing/accept-offer .offerId': { statuses: [200, 404, 409], why: 'no offer that stands; or accepted already' },
  '/api/routing/reject-offer .offerId': { statuses: [404, 409], why: 'no offer that stands' },
  '/api/routing/accept-transfer .transferId': { statuses: [200, 404, 409], why: 'nobody asks that; or theirs already' },
  '/api/routing/decline-transfer .transferId': { statuses: [200, 404], why: 'nobody asks that, or no longer' },
  '/api/routing/pass .to|1.agentId': { statuses: [409], why: 'nobody of that name is there to be asked' },
  '/api/routing/tag .remove[]': { statuses: [200, 404], why: 'it is not on it, so nothing to take off' },
  '/api/tags/put .remove[]': { statuses: [200], why: 'it is on nothing here, so nothing to take off' },
  '/api/routing/end .dispositionId|0': { statuses: [403, 404, 422], why: 'the holder may choose what is offered' },
  '/api/routing/finish .dispositionId|0': { statuses: [403, 404, 409], why: 'only what is wrapping up is finished' },
  '/api/routing/keep-closing .dispositionId|0': {
    statuses: [200, 403, 404, 422],
    why: 'the holder chooses what is offered',
  },
  '/api/routing/start .to|1.contactId': { statuses: [403, 404, 409], why: 'not the own queue, or no room' },
  '/api/routing/start .template|0.templateId': { statuses: [403, 404, 409], why: 'as above, or no room' },
  '/api/routing/start .template|0.fill.headerMedia|0': { statuses: [403, 404, 409], why: 'as above' },
}

type Tried = { place: Place | null; input: unknown }

/** The operation with an id of `from` at each place in turn, ids of ours at the others. */
function attempts(operation: Described, from: Pick<Tenant, 'ids' | 'numbers'>): Tried[] {
  const places = placesOf(operation)
  if (places.length === 0) return [{ place: null, input: inputFor(operation, null, () => '') }]
  return places.map((place) => ({
    place,
    input: inputFor(operation, place, (at) => {
      if (at.path !== place.path) return idFrom(mine, at)
      // In a list it hides behind one that is ours.
      return at.path.endsWith('[]') ? [idFrom(mine, at), idFrom(from, at)] : idFrom(from, at)
    }),
  }))
}

function idFrom({ ids, numbers }: Pick<Tenant, 'ids' | 'numbers'>, { path, type }: Place): string | number {
  const id = type === 'part' ? numbers.part : ids[type]
  if (id === undefined) throw new Error(`${path}: abuse/tenant.ts must make a ${type}, and put it among its ids`)
  return id
}

const nowhere = (): Pick<Tenant, 'ids' | 'numbers'> => ({
  ids: Object.fromEntries(Object.keys(theirs.ids).map((type) => [type, randomUUID()])),
  numbers: { part: 999_999_999, webhook: 999_999_999 },
})

/** Nothing of the victim: no canary, and no id but those that the attacker named. */
function expectNothingTheirs(text: string, sent: unknown): void {
  expect(text).not.toContain(theirs.mark)
  const named = new Set([...(JSON.stringify(sent) ?? '').matchAll(uuids)].map(([id]) => id))
  expect([...text.matchAll(uuids)].map(([id]) => id).filter((id) => theirIds.has(id) && !named.has(id))).toEqual([])
}

const masked = (text: string): string => text.replaceAll(uuids, '<id>')

test('every call of the server is one of those tried here', async () => {
  const told = describedOperations((await (await fetch(`${server.url}/api/openapi.json`)).json()) as Description)
  const names = (list: readonly Described[]) => list.map(({ method, path }) => `${method} ${path}`).sort()
  expect(names(told)).toEqual(names(described))
  expect(described.length).toBeGreaterThan(60)
})

/** What may be seen only with its conversation. */
const ofConversations = [
  'ConversationId',
  'InteractionId',
  'MessageId',
  'ContactId',
  'AttachmentId',
  'NoteId',
  'OfferId',
  'PlannedMessageId',
]
const hiddenPlaces = (operation: Described) => placesOf(operation).filter(({ type }) => ofConversations.includes(type))

for (const operation of described) {
  const { permission, method, path } = operation
  const places = hiddenPlaces(operation)
  if (places.length === 0 || !may({ role: 'agent', denied: [] }, permission as Permission)) continue
  for (const { name, headers } of [
    { name: 'an agent of another queue', headers: cookieOf('outsider') },
    { name: 'a key of an agent without queues', headers: bearer('agent') },
  ])
    test(`${name} calls ${method} ${path} for a conversation of their own workspace that they may not see`, async () => {
      // When a key was last used may change.
      const before = await stateOf(owner, mine.workspaceId, ['api_key'])
      for (const place of places) {
        const offered = operation.path.endsWith('-offer')
        const input = inputFor(operation, place, (at) =>
          offered && at.type === 'InteractionId' ? mine.ids.OfferedInteractionId! : idFrom(mine, at),
        )
        const answer = await tryCall(server.url, { headers: headers() }, { ...operation, input })
        const key = `${path} ${place.path}`
        const statuses = answersLikeNowhere[key]?.statuses ?? [404]
        expect(statuses, `${key}: ${JSON.stringify(answer.body)}`).toContain(answer.status)
        expect(answer.text).not.toContain(mine.mark)
      }
      expect(await stateOf(owner, mine.workspaceId, ['api_key'])).toBe(before)
    })
}

/** What the others kept after the attack before this one: nobody works there, so it is what they keep now. */
let last: string | undefined

for (const operation of described) {
  for (const { name, role, headers } of strangers) {
    const allowed = role !== null && may({ role, denied: [] }, operation.permission as Permission)
    test(`${name} calls ${operation.method} ${operation.path} with what belongs to another workspace`, async () => {
      const before = last ?? (await stateOf(owner, theirs.workspaceId))
      for (const { place, input } of attempts(operation, theirs)) {
        const answer = await tryCall(server.url, { headers: headers() }, { ...operation, input })
        const where = `${operation.path} ${place?.path ?? 'without ids'}: ${answer.text.slice(-300)}`
        expectNothingTheirs(answer.text, input)
        if (!allowed) expect(answer.status, where).toBe(role === null ? 401 : 403)
        else if (place !== null) await expectUnknown(operation, place, answer, headers())
        else expect(answer.status, where).toBeLessThan(500)
      }
      last = await stateOf(owner, theirs.workspaceId)
      expect(last).toBe(before)
    })
  }
}

async function expectUnknown(
  operation: Described,
  place: Place,
  answer: { status: number; body: unknown },
  headers: Record<string, string>,
): Promise<void> {
  const key = `${operation.path} ${place.path}`
  const { statuses } = answersLikeNowhere[key] ?? { statuses: [404] }
  const words = `${key} answered ${JSON.stringify(answer.body)}; if that is right, say why in answersLikeNowhere`
  expect(statuses, words).toContain(answer.status)
  const other = attempts(operation, nowhere()).find((one) => one.place?.path === place.path)
  const unknown = await tryCall(server.url, { headers }, { ...operation, input: other?.input })
  expect(masked(JSON.stringify(answer.body)), key).toBe(masked(JSON.stringify(unknown.body)))
}
