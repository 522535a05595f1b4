import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ChannelId, WorkspaceId } from '../../contract/ids.ts'
import { dismissQuarantine, listQuarantine, replayQuarantine } from '../../contract/operations/channels.ts'
import { ok } from '../../contract/refusals.ts'
import type { Bind } from '../../kernel/http.ts'
import type { Kernel } from '../../kernel/work.ts'
import type { Provider } from '../../providers/provider.ts'
import { isReadWhole, maskCardNumbers, mayHoldCardNumber, showsCardNumber } from '../conversations/index.ts'
import { dismiss, type Fresh, type InboxDeps, replay, takeArrived } from './actions.ts'
import { joinInLanes } from './arrivals.ts'
import { laneOf } from './core/lanes.ts'
import { listKept } from './repo.ts'

/** The largest webhook Meta sends (providers: webhook delivery), in bytes. */
export const maxWebhookBytes = 3 * 1024 * 1024
const LISTED_PARTS = 200

/** What must be known of a channel before anything that comes to its address is believed. */
export type Door = {
  workspaceId: WorkspaceId
  channelId: ChannelId
  provider: Provider
  /** All that are accepted: more than one while a secret is being changed. */
  secrets: readonly string[]
  verifyToken: string
  /** Numbers of payment cards are hidden before anything is stored. */
  maskCardNumbers: boolean
}

export type HookDeps = {
  kernel: Kernel
  inbox: InboxDeps
  findDoor(webhookKey: string): Promise<Door | null>
  /** Somebody knocked who does not know the secret. */
  countWrongSignature(workspaceId: WorkspaceId, channelId: ChannelId): void
  stored?: (webhooks: number) => void
}

/** Webhooks that share one transaction: enough to share its cost, few enough to hold nobody up. */
const SHARED_BY = 300

/**
 * The address a provider sends to. The answer 200 means: stored on disk, byte for byte, and as a rule applied; what
 * arrives while a transaction is under way shares the next one. When nothing can be stored the answer is 503, and the
 * provider tries again.
 */
export function hookRoutes(app: FastifyInstance, deps: HookDeps): void {
  const { kernel, inbox } = deps
  /** Workspaces in which something is stored that could not be applied at once, each with when that was last so. */
  const behind = new Map<WorkspaceId, symbol>()
  const take = joinInLanes<WorkspaceId, Fresh>(
    async (workspaceId, lane, fresh) => {
      const since = behind.get(workspaceId)
      const state = await takeArrived(kernel, inbox, workspaceId, fresh, { lane, isBehind: since !== undefined })
      if (state === 'behind') {
        behind.set(workspaceId, Symbol())
        kernel.wake('inbox', workspaceId)
      } else if (behind.get(workspaceId) === since) behind.delete(workspaceId)
    },
    // One after the other in each lane of a workspace: they would only wait for one another.
    { size: SHARED_BY, inFlight: 1 },
  )

  void app.register(async (hooks) => {
    hooks.removeAllContentTypeParsers()
    hooks.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxWebhookBytes }, (_request, body, done) =>
      done(null, body),
    )

    hooks.get<{ Params: { key: string } }>('/hooks/whatsapp/:key', async (request, reply) => {
      const door = await deps.findDoor(request.params.key)
      if (!door) return unknownAddress(reply)
      const challenge = door.provider.handshake(request.query as Record<string, string | undefined>, door.verifyToken)
      if (challenge === null)
        return reply.code(403).type('text/plain').send('The verify token is not the one of this channel.')
      return reply.type('text/plain').send(challenge)
    })

    hooks.post<{ Params: { key: string } }>(
      '/hooks/whatsapp/:key',
      { bodyLimit: maxWebhookBytes },
      async (request, reply) => {
        const door = await deps.findDoor(request.params.key)
        if (!door) return unknownAddress(reply)
        const body = bodyOf(request)
        if (!door.provider.verify({ headers: request.headers, body }, door.secrets)) {
          deps.countWrongSignature(door.workspaceId, door.channelId)
          request.log.warn({ channelId: door.channelId }, 'a webhook with a wrong signature was refused')
          return reply
            .code(401)
            .type('text/plain')
            .send('The signature does not fit this body and any secret of this channel.')
        }
        const { workspaceId, channelId } = door
        const arrived = door.maskCardNumbers
          ? maskArrived(door.provider, body)
          : { body, facts: door.provider.parse(body) }
        await take(workspaceId, laneOf(arrived.facts), { channelId, at: kernel.clock.now(), ...arrived })
        deps.stored?.(1)
        return reply.type('text/plain').send('stored')
      },
    )
  })
}

/** Without card numbers: then not even what arrived is kept byte for byte, but as it reads without them. */
function maskArrived(provider: Provider, body: Buffer): Pick<Fresh, 'body' | 'facts'> {
  const facts = provider.parse(body)
  const text = body.toString('latin1')
  if (!facts.some(showsCardNumber) && !mayHoldCardNumber(text, facts.every(isReadWhole))) return { body, facts }
  const masked = provider.rewriteTexts(body, (text) => maskCardNumbers(text))
  return { body: masked, facts: provider.parse(masked) }
}

const bodyOf = (request: FastifyRequest): Buffer => (Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0))

const unknownAddress = (reply: FastifyReply): FastifyReply =>
  reply.code(404).type('text/plain').send('No channel has this address.')

/** What could not be placed, for administrators. */
export function inboxRoutes(bind: Bind, deps: InboxDeps): void {
  bind.read(listQuarantine, async (tx, _input, person) => {
    const parts = await listKept(tx, person.workspaceId, LISTED_PARTS + 1)
    return ok({ parts: parts.slice(0, LISTED_PARTS), more: parts.length > LISTED_PARTS })
  })
  bind.outside(replayQuarantine, (kernel, { ids }, person) =>
    replay(kernel, deps, person.workspaceId, person.agentId, ids),
  )
  bind(dismissQuarantine, (work, { ids }) => dismiss(work, ids))
}
