import { isIP } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import type { Instant } from '../contract/ids.ts'
import { type Allowance, hostOf, portOf } from '../kernel/addresses.ts'
import type { Clock, MovableClock } from '../kernel/clock.ts'
import { type Config, localUrl } from '../kernel/config.ts'
import { answerRefusal } from '../kernel/http.ts'
import type { Log } from '../kernel/log.ts'
import { isOurOrigin } from '../modules/identity/authenticate.ts'
import { createWorkspace } from '../modules/identity/create-workspace.ts'
import { workspaces } from '../modules/identity/index.ts'
import { simulatorRoutes } from '../providers/simulator/routes.ts'
import { SEED_NUMBER } from '../providers/simulator/seed.ts'
import { createSimulator, type Simulator } from '../providers/simulator/simulator.ts'
import type { Database } from './database.ts'
import { demoAdministrator, demoWorkspace, loadDemo } from './demo.ts'
import { loadBusiness } from './demo-business.ts'
import { tellStory } from './demo-story.ts'

const PREFIX = '/simulator/api'

/** The simulator at this address of ours, for who guards what may be called. */
export function simulatorAt(url: string): Allowance {
  const address = new URL(url)
  return { host: hostOf(address), port: portOf(address), path: `${PREFIX}/` }
}

export type Mounting = {
  clock: MovableClock
  config: Pick<Config, 'dataFolder' | 'publicUrl' | 'host' | 'port'>
  log: Log
}

/** The other end of the demo's number: WhatsApp as it would be, with telephones, living by our clock. */
export async function mountSimulator(app: FastifyInstance, { clock, config, log }: Mounting): Promise<Simulator> {
  const simulator = createSimulator({
    clock,
    stateFile: join(config.dataFolder, 'simulator.json'),
    // Anybody may steer it: it must not be steered against anything but the addresses that check signatures.
    callbacksUnder: `${localUrl(config)}/hooks/`,
    log: (line) => log.info(line),
  })
  await app.register(
    (scope) =>
      simulatorRoutes(scope, simulator, {
        // Somebody else's page must not play with our telephones, nor one that lets its own name point at us.
        async guardControl(request, reply) {
          if (!isOurName(request.hostname, config.publicUrl)) return answerRefusal(reply, 'not_permitted', 'host')
          if (request.method === 'GET' || isOurOrigin(request.headers, config.publicUrl)) return
          return answerRefusal(reply, 'not_permitted', 'origin')
        },
      }),
    { prefix: PREFIX },
  )
  return simulator
}

/** A name that nobody else can let point at us: the public one, one of this computer, or a bare address. */
function isOurName(name: string, publicUrl: string): boolean {
  const bare = name.replace(/^\[|\]$/g, '')
  return isIP(bare) !== 0 || bare === 'localhost' || bare === new URL(publicUrl).hostname
}

export type DemoSetUp = {
  database: Database
  clock: Clock
  /** None of the server's loops has anything in hand. */
  isAtRest: () => boolean
  /** Where this server listens, and where browsers find it. */
  url: string
  publicUrl: string
  simulator: Simulator
  /** Everything is new, and the clock is behind by as long as the story takes. */
  tellsStory: boolean
  log: Log
}

/**
 * The invented workspace: made once, when there is no other, and then filled through the calls an administrator's
 * browser makes. Somebody's own changes to it may stand in the way of that; then it stays as it is. Says whether
 * this installation is a demonstration: whether it has that workspace.
 */
export async function setUpDemo({
  database,
  clock,
  isAtRest,
  url,
  publicUrl,
  simulator,
  tellsStory,
  log,
}: DemoSetUp): Promise<boolean> {
  simulator.address.url = `${url}${PREFIX}`
  const known = await workspaces(database.system)
  if (known.length === 0) await makeWorkspace(database.url, clock.now())
  else if (!known.some(({ name }) => name === demoWorkspace)) return false
  try {
    const house = { origin: url, publicOrigin: new URL(publicUrl).origin, number: SEED_NUMBER }
    await loadDemo(house)
    await loadBusiness(house, tellsStory)
    // Without its past the demo is as good as with it.
    if (tellsStory)
      await tellStory(house, { clock, isAtRest }).catch((error: unknown) =>
        log.warn({ err: error }, 'the demo begins without a past'),
      )
  } catch (error) {
    if (known.length === 0) throw error
    log.warn({ err: error }, 'the demo could not be brought up to date and stays as it is')
  }
  return true
}

async function makeWorkspace(databaseUrl: string, at: Instant): Promise<void> {
  const owner = new pg.Client({ connectionString: databaseUrl })
  await owner.connect()
  try {
    const { name, email, password } = demoAdministrator
    const made = await createWorkspace(owner, { name: demoWorkspace, at, administrator: { name, email, password } })
    if (!made.ok) throw new Error(`the demo workspace was refused: ${made.refusal}`)
  } finally {
    await owner.end()
  }
}
