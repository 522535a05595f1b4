import type pg from 'pg'
import type { ChannelId, WorkspaceId } from '../../contract/ids.ts'
import { SealBroken, type Sealer } from '../../kernel/secrets.ts'
import type { Connection } from '../../providers/provider.ts'
import { openAppSecrets, openConnection, openVerifyToken } from './connection.ts'
import { everySealedChannel, type SealedChannel } from './repo.ts'

/** What the paths to and from a provider need of a channel. Holds secrets: never logged, never answered. */
export type ListedChannel = {
  readonly workspaceId: WorkspaceId
  readonly id: ChannelId
  readonly provider: SealedChannel['provider']
  readonly active: boolean
  readonly verifyToken: string
  readonly appSecrets: readonly string[]
  /** The provider's id of our number. */
  readonly line: string
  readonly throughputPerSecond: number
  /** Numbers of payment cards are hidden before anything is stored. */
  readonly maskCardNumbers: boolean
  /** Null when there is no access token, or it cannot be unlocked. */
  readonly connection: Connection | null
}

export type ChannelDirectory = {
  byWebhookKey(key: string): Promise<ListedChannel | undefined>
  byId(workspaceId: WorkspaceId, id: ChannelId): Promise<ListedChannel | undefined>
  byLine(workspaceId: WorkspaceId, provider: string, line: string): Promise<ListedChannel | undefined>
  /** A channel was saved: look again before the next answer. */
  forget(): void
}

export type DirectoryOptions = {
  system: pg.Pool
  sealer: Sealer
  /** Told once for each version of a channel whose secrets cannot be unlocked. */
  onTrouble?: (channelId: ChannelId, error: SealBroken) => void
  /** Milliseconds of a clock that only runs forward. */
  now?: () => number
}

/** Another node's change is seen within this time. */
const MAX_AGE_MS = 2_000

type Listing = {
  byWebhookKey: ReadonlyMap<string, ListedChannel>
  byId: ReadonlyMap<string, ListedChannel>
  byLine: ReadonlyMap<string, ListedChannel>
}

/**
 * All channels of all workspaces, in memory, at most two seconds old: webhooks come in thousands a second and must
 * not wait for a query each, and an address that does not exist costs a stranger's request nothing but a look.
 * When the database cannot be reached, the question fails like any other; nothing old is served.
 */
export function channelDirectory(options: DirectoryOptions): ChannelDirectory {
  const now = options.now ?? (() => performance.now())
  const unlock = unlocking(options)
  let held: { listing: Listing; readAt: number } | null = null
  let reading: Promise<Listing> | null = null

  function listing(): Promise<Listing> {
    if (held && now() - held.readAt < MAX_AGE_MS) return Promise.resolve(held.listing)
    return reading ?? startReading()
  }

  function startReading(): Promise<Listing> {
    const readAt = now()
    const read = everySealedChannel(options.system).then((channels) => list(channels.map(unlock)))
    reading = read
    const done = (result: typeof held) => {
      // Whoever was told to forget meanwhile has begun a newer reading; this one is then too old to keep.
      if (reading !== read) return
      reading = null
      held = result
    }
    read.then(
      (listing) => done({ listing, readAt }),
      () => done(null),
    )
    return read
  }

  return {
    byWebhookKey: async (key) => (await listing()).byWebhookKey.get(key),
    byId: async (workspaceId, id) => (await listing()).byId.get(`${workspaceId} ${id}`),
    byLine: async (workspaceId, provider, line) => (await listing()).byLine.get(`${workspaceId} ${provider} ${line}`),
    forget() {
      held = null
      reading = null
    },
  }
}

type Unlocked = { listed: ListedChannel; webhookKey: string }

function list(channels: readonly Unlocked[]): Listing {
  const byLine = channels.filter(({ listed }) => listed.line !== '')
  return {
    byWebhookKey: new Map(channels.map(({ webhookKey, listed }) => [webhookKey, listed])),
    byId: new Map(channels.map(({ listed }) => [`${listed.workspaceId} ${listed.id}`, listed])),
    byLine: new Map(byLine.map(({ listed }) => [`${listed.workspaceId} ${listed.provider} ${listed.line}`, listed])),
  }
}

/** Unlock a channel, once for each of its versions. */
function unlocking({ sealer, onTrouble }: DirectoryOptions): (channel: SealedChannel) => Unlocked {
  const known = new Map<ChannelId, { version: number; unlocked: Unlocked }>()
  return (channel) => {
    const before = known.get(channel.id)
    if (before?.version === channel.version) return before.unlocked
    const unlocked = { webhookKey: channel.webhookKey, listed: toListed(channel, sealer, onTrouble) }
    known.set(channel.id, { version: channel.version, unlocked })
    return unlocked
  }
}

function toListed(channel: SealedChannel, sealer: Sealer, onTrouble: DirectoryOptions['onTrouble']): ListedChannel {
  const { workspaceId, id, provider, active, throughputPerSecond, maskCardNumbers } = channel
  const line = channel.phoneNumberId
  const about = { workspaceId, id, provider, active, throughputPerSecond, maskCardNumbers, line }
  try {
    const verifyToken = openVerifyToken(channel, sealer)
    const appSecrets = openAppSecrets(channel, sealer)
    return { ...about, verifyToken, appSecrets, connection: openConnection(channel, sealer) }
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    // One channel locked with a lost key must not stop the others. Without secrets it trusts nobody and sends nothing.
    onTrouble?.(id, error)
    return { ...about, verifyToken: '', appSecrets: [], connection: null }
  }
}
