import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import type { Instant, WorkspaceId } from '../contract/ids.ts'
import { getView } from '../contract/operations/routing.ts'
import { ok } from '../contract/refusals.ts'
import type { Bind } from '../kernel/http.ts'
import type { Tasks } from '../kernel/jobs.ts'
import type { Log } from '../kernel/log.ts'
import type { LoopOptions } from '../kernel/loops.ts'
import type { Sealer } from '../kernel/secrets.ts'
import type { Storage } from '../kernel/storage.ts'
import { inWork, type Kernel, type Work } from '../kernel/work.ts'
import { auditRoutes } from '../modules/audit/routes.ts'
import { calendarsRoutes } from '../modules/calendars/routes.ts'
import { sealVerifyTokens } from '../modules/channels/actions.ts'
import { channelDirectory, setTrouble, wrongSignatures } from '../modules/channels/index.ts'
import { schedulesLoop } from '../modules/channels/jobs.ts'
import { channelsRoutes } from '../modules/channels/routes.ts'
import { contactsRoutes } from '../modules/contacts/routes.ts'
import { createDispatcher } from '../modules/conversations/dispatcher.ts'
import { nextAttempt } from '../modules/conversations/due-repo.ts'
import { channelsOfLines } from '../modules/conversations/inbound-actions.ts'
import { forgetEarlyStatuses, lockInbound, receiveFacts } from '../modules/conversations/index.ts'
import { conversationJobs, laterLoop } from '../modules/conversations/jobs.ts'
import { attachmentRoutes, conversationRoutes } from '../modules/conversations/routes.ts'
import { abandonedAfterMs, resolveAbandoned } from '../modules/conversations/sending-actions.ts'
import { workspacesWithDue } from '../modules/conversations/sending-repo.ts'
import { dispositionsRoutes } from '../modules/dispositions/routes.ts'
import type { Attempts } from '../modules/identity/attempts.ts'
import type { Auth } from '../modules/identity/auth.ts'
import { authRoutes } from '../modules/identity/auth-routes.ts'
import type { Gate } from '../modules/identity/authenticate.ts'
import { workspaces } from '../modules/identity/index.ts'
import { identityRoutes } from '../modules/identity/routes.ts'
import { applyInbox, cleanInbox, type InboxDeps } from '../modules/inbox/actions.ts'
import { workspacesWithStored } from '../modules/inbox/index.ts'
import { hookRoutes, inboxRoutes } from '../modules/inbox/routes.ts'
import { type Here, keepAttendance } from '../modules/presence/attendance-actions.ts'
import { presenceLoop } from '../modules/presence/jobs.ts'
import { presenceRoutes } from '../modules/presence/routes.ts'
import { repliesRoutes } from '../modules/replies/routes.ts'
import { returnWork } from '../modules/routing/gone-actions.ts'
import { clocksLoop, routerLoop, timersLoop } from '../modules/routing/jobs.ts'
import { linesLoop } from '../modules/routing/line-actions.ts'
import { parkForCall, returnAfterCall } from '../modules/routing/parking-actions.ts'
import { routingRoutes } from '../modules/routing/routes.ts'
import { carryOut } from '../modules/routing/ruling-actions.ts'
import { returnWorkOf } from '../modules/routing/steer-actions.ts'
import { forgetRuns } from '../modules/rules/actions.ts'
import { rulesLoop } from '../modules/rules/jobs.ts'
import { rulesRoutes } from '../modules/rules/routes.ts'
import { slaRoutes } from '../modules/sla/routes.ts'
import { supervisionRoutes } from '../modules/supervision/routes.ts'
import { tagsRoutes } from '../modules/tags/routes.ts'
import { forgetCalls } from '../modules/telephone/actions.ts'
import { callsLoop } from '../modules/telephone/jobs.ts'
import { telephoneHook, telephoneRoutes } from '../modules/telephone/routes.ts'
import { templateChanged } from '../modules/templates/index.ts'
import { templatesRoutes } from '../modules/templates/routes.ts'
import { whatifRoutes } from '../modules/whatif/routes.ts'
import type { Fetcher, Provider } from '../providers/provider.ts'
import { whatsappCloud } from '../providers/whatsapp-cloud/adapter.ts'
import { viewOf } from './view.ts'

/** What the modules stand on. */
export type Ground = {
  app: FastifyInstance
  bind: Bind
  kernel: Kernel
  log: Log
  sealer: Sealer
  storage: Storage
  fetcher: Fetcher
  /** Why calls to this address would be refused, or null. */
  problemOfAddress: (url: string) => Promise<string | null>
  auth: Auth
  attempts: Attempts
  gate: Gate
  /** The address people and providers know us by; known for sure when we listen. */
  publicUrl: () => string
  /** End the sockets of a person's sessions, on every node. */
  signOut: (userId: string, exceptSessionId: string | null) => void
  /** Who has a live line to this node. */
  here: Here
  webhooksStored: (count: number) => void
  sent: (outcome: string) => void
}

/** What the modules want done, besides answering. */
export type Modules = {
  tasks: Tasks
  loops: Omit<LoopOptions, 'log'>[]
  /** Channels were saved somewhere. */
  channelsChanged(): void
  /** Settles when nothing is in the air. */
  settle(): Promise<void>
}

const EVERY_MS = 1_000
const KEEPING_EVERY_MS = 10 * 60_000
/** How often a workspace's abandoned sends are looked for, at most. */
const ABANDONED_EVERY_MS = 10_000

const providers = { whatsapp_cloud: whatsappCloud }

function providerOf(name: string): Provider {
  if (name in providers) return providers[name as keyof typeof providers]
  throw new Error(`there is no provider ${name}`)
}

/** Bind every module's routes, and say what else the modules want done. */
export function openModules(ground: Ground): Modules {
  const { app, bind, kernel, log, sealer, storage, fetcher, gate } = ground
  const directory = channelDirectory({
    system: kernel.system,
    sealer,
    onTrouble: (channelId, err) => log.error({ err, channelId }, 'the secrets of a channel cannot be unlocked'),
  })
  const strangers = wrongSignatures(kernel, (err) =>
    log.warn({ err }, 'wrong signatures could not be counted; trying again'),
  )
  const channelOf = directory.byId
  const inbox: InboxDeps = {
    parse: (_channelId, body) => whatsappCloud.parse(body),
    channelsOfLines,
    lock: lockInbound,
    receive: receiveFacts,
    async deliveryFailed(work, channelId, failure) {
      if (whatsappCloud.stopsChannel(failure)) await setTrouble(work, channelId, failure)
    },
    async changeTemplates(work, facts) {
      for (const fact of facts) await templateChanged(work, fact)
    },
    log,
  }
  const dispatcher = createDispatcher({
    kernel,
    channelOf,
    providerOf,
    fetcher,
    storage,
    trouble: setTrouble,
    log,
    onSent: ground.sent,
  })
  const media = { kernel, storage, fetcher, channelOf, providerOf }

  const { auth, attempts, signOut } = ground
  authRoutes(app, { kernel, auth, attempts, gate, publicUrl: ground.publicUrl() })
  identityRoutes(bind, { attempts, forget: gate.forget, signOut, returnWork: returnWorkOf })
  bind.read(getView, async (tx, _input, person) => ok(await viewOf(tx, person)))
  auditRoutes(bind)
  calendarsRoutes(bind)
  slaRoutes(bind)
  rulesRoutes(bind, { clock: kernel.clock })
  supervisionRoutes(bind, kernel)
  presenceRoutes(bind)
  routingRoutes(bind, { clock: kernel.clock, rightsChanged: gate.forget })
  const sending = { abilitiesOf: (name: string) => providerOf(name).abilities }
  const later = laterLoop(sending)
  conversationRoutes(bind, { ...media, ...sending })
  attachmentRoutes(app, gate.authenticate, media, bind)
  contactsRoutes(bind)
  dispositionsRoutes(bind)
  tagsRoutes(bind, { rightsChanged: gate.forget })
  repliesRoutes(bind)
  templatesRoutes(bind, { sealer, providers, fetcher })
  const webhookUrl = (webhookKey: string) => `${ground.publicUrl()}/hooks/whatsapp/${webhookKey}`
  const { problemOfAddress } = ground
  channelsRoutes(bind, { sealer, directory, providers, fetcher, webhookUrl, problemOfAddress })
  const hookUrl = (hookKey: string) => `${ground.publicUrl()}/hooks/telephone/${hookKey}`
  const telephone = { sealer, hookUrl, parkForCall, returnAfterCall }
  telephoneRoutes(bind, telephone)
  telephoneHook(app, kernel, telephone)
  const calls = callsLoop(telephone)
  const rules = rulesLoop({ carryOut })
  /** Where rules are switched on: in other workspaces nothing that happens costs a query. */
  let withRules: ReadonlySet<WorkspaceId> = new Set()
  inboxRoutes(bind, inbox)
  whatifRoutes(bind)
  hookRoutes(app, {
    kernel,
    inbox,
    async findDoor(key) {
      const channel = await directory.byWebhookKey(key)
      if (!channel) return null
      const { workspaceId, id: channelId, provider, appSecrets: secrets, verifyToken, maskCardNumbers } = channel
      return { workspaceId, channelId, provider: providerOf(provider), secrets, verifyToken, maskCardNumbers }
    },
    countWrongSignature: (workspaceId, id) => strangers.count({ workspaceId, id }),
    stored: ground.webhooksStored,
  })

  const attendance = keepAttendance(kernel, ground.here)
  const abandonedLooked = new Map<WorkspaceId, number>()
  async function dispatch(workspaceId: WorkspaceId): Promise<'done'> {
    const now = performance.now()
    if (now - (abandonedLooked.get(workspaceId) ?? Number.NEGATIVE_INFINITY) > ABANDONED_EVERY_MS) {
      abandonedLooked.set(workspaceId, now)
      await inWork(kernel, { workspaceId, agentId: null }, resolveAbandoned)
    }
    await dispatcher.run(workspaceId)
    return 'done'
  }

  const now = () => kernel.clock.now()
  /** How far away the next deadline is. */
  async function untilThen(next: (system: pg.Pool, after: Instant) => Promise<Instant | null>): Promise<number | null> {
    const at = await next(kernel.system, now())
    return at === null ? null : at - now()
  }
  return {
    tasks: conversationJobs(media),
    loops: [
      {
        name: 'inbox',
        everyMs: EVERY_MS,
        atOnce: 4,
        due: () => workspacesWithStored(kernel.system),
        run: (workspaceId) => applyInbox(kernel, inbox, workspaceId),
      },
      {
        name: 'clocks',
        everyMs: EVERY_MS,
        atOnce: 4,
        due: () => clocksLoop.due(kernel.system, now()),
        nextDueMs: () => untilThen(clocksLoop.next),
        run: (workspaceId) => clocksLoop.run(kernel, workspaceId),
      },
      {
        name: 'schedules',
        everyMs: EVERY_MS,
        atOnce: 4,
        due: () => schedulesLoop.due(kernel.system, now()),
        nextDueMs: () => untilThen(schedulesLoop.next),
        run: (workspaceId) => schedulesLoop.run(kernel, workspaceId),
      },
      {
        name: 'router',
        everyMs: EVERY_MS,
        atOnce: 4,
        due: () => routerLoop.due(kernel.system, now()),
        nextDueMs: () => untilThen(routerLoop.next),
        run: (workspaceId) => routerLoop.run(kernel, workspaceId),
      },
      {
        name: 'lines',
        everyMs: EVERY_MS,
        atOnce: 2,
        due: () => linesLoop.due(kernel.system),
        run: (workspaceId) => linesLoop.run(kernel, workspaceId),
      },
      {
        name: 'timers',
        everyMs: EVERY_MS,
        atOnce: 2,
        due: () => timersLoop.due(kernel.system, now()),
        nextDueMs: () => untilThen(timersLoop.next),
        run: (workspaceId) => timersLoop.run(kernel, workspaceId),
      },
      {
        name: 'later',
        everyMs: EVERY_MS,
        atOnce: 2,
        due: () => later.due(kernel.system, now()),
        nextDueMs: () => untilThen(later.next),
        run: (workspaceId) => later.run(kernel, workspaceId),
      },
      {
        name: 'rules',
        everyMs: EVERY_MS,
        atOnce: 2,
        async due() {
          const found = await rules.look(kernel.system, now())
          withRules = new Set(found.map(({ id }) => id))
          return found.flatMap(({ id, isDue }) => (isDue ? [id] : []))
        },
        nextDueMs: () => untilThen(rules.next),
        run: async (workspaceId) => (withRules.has(workspaceId) ? rules.run(kernel, workspaceId) : 'done'),
      },
      {
        name: 'calls',
        everyMs: EVERY_MS,
        atOnce: 2,
        due: () => calls.due(kernel.system, now()),
        run: (workspaceId) => calls.run(kernel, workspaceId),
      },
      {
        name: 'presence',
        everyMs: EVERY_MS,
        atOnce: 2,
        // Who is there is written down before anybody is missed: after a leap of the clock nobody else has gone.
        async due() {
          await attendance.beat()
          return presenceLoop.due(kernel.system, now())
        },
        nextDueMs: () => untilThen(presenceLoop.next),
        run: (workspaceId) => presenceLoop.run(kernel, workspaceId, returnWork),
      },
      {
        name: 'dispatcher',
        everyMs: EVERY_MS,
        atOnce: 8,
        due: () => workspacesWithDue(kernel.system, now(), (now() - abandonedAfterMs) as Instant),
        nextDueMs: () => untilThen(nextAttempt),
        run: dispatch,
      },
      {
        name: 'keeper',
        everyMs: KEEPING_EVERY_MS,
        atOnce: 1,
        due: async () => (await workspaces(kernel.system)).map(({ id }) => id),
        async run(workspaceId) {
          const seal = (work: Work) => sealVerifyTokens(work, sealer)
          for (const clean of [cleanInbox, forgetEarlyStatuses, forgetCalls, forgetRuns, seal])
            await inWork(kernel, { workspaceId, agentId: null }, clean)
          return 'done'
        },
      },
    ],
    channelsChanged: directory.forget,
    async settle() {
      await dispatcher.idle()
      await strangers.flush()
    },
  }
}
