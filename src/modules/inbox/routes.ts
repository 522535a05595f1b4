import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ChannelId, WorkspaceId } from '../../contract/ids.ts'
import { dismissQuarantine, listQuarantine, replayQuarantine } from '../../contract/operations/channels.ts'
import { ok } from '../../contract/refusals.ts'
import type { Clock } from '../../kernel/clock.ts'
import { joinWrites } from '../../kernel/group-commit.ts'
import type { Bind } from '../../kernel/http.ts'
import type { Kernel } from '../../kernel/work.ts'
import type { Provider } from '../../providers/provider.ts'
import { dismiss, type InboxDeps, replay } from './actions.ts'
import { type Arrived, listKept, storeArrived } from './repo.ts'

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
}

export type HookDeps = {
  kernel: Pick<Kernel, 'system' | 'wake'>
  clock: Clock
  findDoor(webhookKey: string): Promise<Door | null>
  /** Somebody knocked who does not know the secret. */
  countWrongSignature(workspaceId: WorkspaceId, channelId: ChannelId): void
  stored?: (webhooks: number) => void
}

/**
 * The address a provider sends to. The answer 200 means: stored on disk, byte for byte. Nothing else happens before it;
 * concurrent arrivals share one commit. When they cannot be stored the answer is 503, and the provider tries again.
 */
export function hookRoutes(app: FastifyInstance, deps: HookDeps): void {
  const store = joinWrites<Arrived>((arrived) => storeArrived(deps.kernel.system, arrived), { size: 500, inFlight: 2 })

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
        await store({ workspaceId, channelId, at: deps.clock.now(), body })
        deps.stored?.(1)
        deps.kernel.wake('inbox', workspaceId)
        return reply.type('text/plain').send('stored')
      },
    )
  })
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
