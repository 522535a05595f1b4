import { Instant } from '../../contract/ids.ts'
import { movableClock } from '../../kernel/clock.ts'
import type { PhoneAction, PhoneChanges } from './actions.ts'
import type { SimulatedClock } from './clock.ts'
import { INSTANT_PACE } from './courier.ts'
import type { FaultChanges } from './faults.ts'
import type { JsonObject } from './json.ts'
import { type ListeningApp, startListeningApp } from './listening-app.ts'
import { SEED_NUMBER } from './seed.ts'
import { type RunningSimulator, startSimulator } from './serve.ts'
import type { SimulatorOptions } from './simulator.ts'

/** A clock that stands still unless it is moved: tests at the second of closing need one. */
export const standingClock = (start = Date.UTC(2026, 10, 20, 9, 0, 0)): SimulatedClock =>
  movableClock({ now: () => Instant.parse(start) })

type Answer = { status: number; body: JsonObject }

/** A running simulator, an app that listens to it, and short words for talking to both over HTTP. */
export type Stage = {
  running: RunningSimulator
  app: ListeningApp
  clock: SimulatedClock
  /** A call of the Graph API with the seed's token, or another. */
  graph(method: string, path: string, body?: unknown, token?: string | null): Promise<Answer>
  /** A message to Amara, or what else the body says. */
  send(body: JsonObject): Promise<Answer>
  control(method: string, path: string, body?: unknown): Promise<Answer>
  act(phoneId: string, action: Partial<PhoneAction> & { type: PhoneAction['type'] }): Promise<Answer>
  change(phoneId: string, changes: PhoneChanges): Promise<Answer>
  faults(changes: FaultChanges): Promise<Answer>
  advance(ms: number): Promise<Answer>
  /** Amara writes, so that the window is open; the app forgets that it heard. */
  openWindow(phoneId?: string): Promise<void>
  idle(): Promise<void>
  close(): Promise<void>
}

export const AMARA = '+447700900118'
export const PNID = SEED_NUMBER.phoneNumberId
export const WABA = SEED_NUMBER.wabaId
/** No wait at all: the clock stands still. */
const QUICK_RETRIES: readonly number[] = [0, 0, 0]

/** Everything on free ports. The clock stands still; messages travel at once. */
export async function setStage(options: SimulatorOptions = {}): Promise<Stage> {
  const clock = options.clock ?? standingClock()
  const running = await startSimulator({ pace: INSTANT_PACE, retryDelaysMs: QUICK_RETRIES, ...options, clock })
  const app = await startListeningApp(SEED_NUMBER)

  async function call(method: string, url: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const withBody = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...withBody,
    })
    return { status: response.status, body: (await response.json()) as JsonObject }
  }

  const graph: Stage['graph'] = (method, path, body, token = SEED_NUMBER.accessToken) =>
    call(method, `${running.graphUrl}/v23.0${path}`, body, token === null ? {} : { authorization: `Bearer ${token}` })
  const control: Stage['control'] = (method, path, body) => call(method, `${running.url}/control${path}`, body, {})
  const act: Stage['act'] = (phoneId, action) => control('POST', `/phones/${phoneId}/act`, { action })
  const idle = (): Promise<void> => running.simulator.idle()

  await control('POST', '/numbers', { phoneNumberId: PNID, callbackUrl: app.url })
  return {
    running,
    app,
    clock,
    graph,
    control,
    act,
    idle,
    send: (body) => graph('POST', `/${PNID}/messages`, { messaging_product: 'whatsapp', to: AMARA, ...body }),
    change: (phoneId, changes) => control('PATCH', `/phones/${phoneId}`, changes),
    faults: (changes) => control('PATCH', '/faults', changes),
    advance: (ms) => control('POST', '/clock', { advanceMs: ms }),
    async openWindow(phoneId = 'amara') {
      await act(phoneId, { type: 'text', text: 'Hello' })
      await idle()
      app.clear()
    },
    async close() {
      await running.close()
      await app.close()
    },
  }
}

/** The id of the message a send was accepted with. */
export const sentId = ({ body }: Answer): string => String((body.messages as JsonObject[])[0]!.id)
/** The code of Meta's refusal, or null. */
export const errorCode = ({ body }: Answer): number | null =>
  ((body.error as JsonObject | undefined)?.code as number | undefined) ?? null
