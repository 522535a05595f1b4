import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Fastify from 'fastify'
import type { ChannelId } from '../contract/ids.ts'
import { guardedFetch } from '../kernel/guarded-fetch.ts'
import { createStorage, type Storage } from '../kernel/storage.ts'
import type { Kernel } from '../kernel/work.ts'
import { type ListedChannel, setTrouble } from '../modules/channels/index.ts'
import { createDispatcher, type Dispatcher } from '../modules/conversations/dispatcher.ts'
import { channelsOfLines, lockInbound, receiveFacts } from '../modules/conversations/inbound-actions.ts'
import type { MediaDeps } from '../modules/conversations/media-actions.ts'
import { applyInbox, type InboxDeps } from '../modules/inbox/actions.ts'
import { hookRoutes } from '../modules/inbox/routes.ts'
import { templateChanged } from '../modules/templates/index.ts'
import type { Provider } from '../providers/provider.ts'
import { INSTANT_PACE } from '../providers/simulator/courier.ts'
import { SEED_NUMBER } from '../providers/simulator/seed.ts'
import { type RunningSimulator, startSimulator } from '../providers/simulator/serve.ts'
import { whatsappCloudWaiting } from '../providers/whatsapp-cloud/adapter.ts'
import type { World } from './world.ts'

/** A world whose channel is connected to a simulated Cloud API, over real HTTP both ways. */
export type Line = {
  readonly simulator: RunningSimulator
  readonly dispatcher: Dispatcher
  readonly media: MediaDeps
  readonly storage: Storage
  /** A phone does something, as on the simulator's screen. */
  phone(id: string, action: Record<string, unknown>): Promise<void>
  setPhone(id: string, changes: Record<string, unknown>): Promise<void>
  faults(changes: Record<string, unknown>): Promise<void>
  /** Anything at all to the channel's webhook address; signed with its secret unless told otherwise. */
  hook(body: string | Buffer, given?: { signature?: string; key?: string }): Promise<{ status: number; text: string }>
  /** Apply what is stored. */
  applyInbox(): Promise<void>
  readonly inboxDeps: InboxDeps
  /** Until nothing moves any more: sends ended, webhooks delivered and applied. */
  quiet(): Promise<void>
  close(): Promise<void>
}

/** The patience of the adapter here: long enough for loopback, short enough for tests of silence. */
const WAITING = { callTimeoutMs: 700, fileTimeoutMs: 2_000 }
const log = { error: (about: object, message: string) => console.error(message, about), warn: () => {} }

export async function connectLine(world: World): Promise<Line> {
  const simulator = await startSimulator({ clock: world.clock, pace: INSTANT_PACE })
  const provider: Provider = whatsappCloudWaiting(WAITING)
  await world.asOwner('update channel set phone_number_id = $1, business_account_id = $2', [
    SEED_NUMBER.phoneNumberId,
    SEED_NUMBER.wabaId,
  ])
  const listed: ListedChannel = {
    workspaceId: world.workspaceId,
    id: world.channelId,
    provider: 'whatsapp_cloud',
    active: true,
    verifyToken: 'verify-me',
    appSecrets: [SEED_NUMBER.appSecret],
    line: SEED_NUMBER.phoneNumberId,
    throughputPerSecond: 80,
    maskCardNumbers: true,
    connection: {
      baseUrl: simulator.graphUrl,
      version: 'v23.0',
      line: SEED_NUMBER.phoneNumberId,
      account: SEED_NUMBER.wabaId,
      appId: SEED_NUMBER.appId,
      accessToken: SEED_NUMBER.accessToken,
    },
  }
  const channelOf = async (_workspace: unknown, id: ChannelId) => (id === world.channelId ? listed : undefined)
  const folder = mkdtempSync(join(tmpdir(), 'switchboard-files-'))
  const storage = createStorage(folder)
  const kernel: Kernel = world.kernel
  const guard = guardedFetch({ allowed: [{ host: '127.0.0.1', port: null, path: '/' }], ownHosts: [] })
  const shared = { kernel, storage, fetcher: guard.fetch, channelOf, providerOf: () => provider }
  const dispatcher = createDispatcher({ ...shared, trouble: setTrouble, log })
  const inboxDeps: InboxDeps = {
    parse: (_channel, body) => provider.parse(body),
    channelsOfLines,
    lock: lockInbound,
    receive: receiveFacts,
    deliveryFailed: async (work, channelId, failure) => {
      if (provider.stopsChannel(failure)) await setTrouble(work, channelId, failure)
    },
    changeTemplates: async (work, facts) => {
      for (const fact of facts) await templateChanged(work, fact)
    },
    log,
  }
  const app = Fastify({ forceCloseConnections: true })
  const findDoor = async (key: string) =>
    key === 'door'
      ? {
          workspaceId: world.workspaceId,
          channelId: world.channelId,
          provider,
          secrets: listed.appSecrets,
          verifyToken: listed.verifyToken,
          maskCardNumbers: listed.maskCardNumbers,
        }
      : null
  hookRoutes(app, { kernel, inbox: inboxDeps, findDoor, countWrongSignature: () => {} })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })

  async function control(method: string, path: string, body: object): Promise<void> {
    const response = await fetch(`${simulator.url}/control/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }
  await control('POST', 'numbers', {
    phoneNumberId: SEED_NUMBER.phoneNumberId,
    callbackUrl: `${origin}/hooks/whatsapp/door`,
    verifyToken: listed.verifyToken,
  })

  return {
    simulator,
    dispatcher,
    media: shared,
    storage,
    phone: (id, action) => control('POST', `phones/${id}/act`, { action }),
    setPhone: (id, changes) => control('PATCH', `phones/${id}`, changes),
    faults: (changes) => control('PATCH', 'faults', changes),
    inboxDeps,
    async hook(body, { signature, key = 'door' } = {}) {
      const own = `sha256=${createHmac('sha256', SEED_NUMBER.appSecret).update(body).digest('hex')}`
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature ?? own }
      const response = await fetch(`${origin}/hooks/whatsapp/${key}`, {
        method: 'POST',
        headers,
        body: typeof body === 'string' ? body : new Uint8Array(body),
      })
      return { status: response.status, text: await response.text() }
    },
    async applyInbox() {
      while ((await applyInbox(kernel, inboxDeps, world.workspaceId)) === 'more');
    },
    async quiet() {
      do {
        await dispatcher.run(world.workspaceId)
        await dispatcher.idle()
        await simulator.simulator.idle()
        while ((await applyInbox(kernel, inboxDeps, world.workspaceId)) === 'more');
      } while (await somethingDue(world))
    },
    async close() {
      await dispatcher.idle()
      await app.close()
      await simulator.close()
      guard.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A message that may go now, or a webhook that is not applied yet. */
async function somethingDue(world: World): Promise<boolean> {
  const rows = await world.asOwner(
    `select from message m join channel c on c.id = m.channel_id where m.delivery = 'queued' and m.next_attempt_at <= $1 and c.trouble is null
     union all select from webhook where state = 'stored'`,
    [new Date(world.clock.now())],
  )
  return rows.length > 0
}
