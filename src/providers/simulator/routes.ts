import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import { controlRoutes } from './control.ts'
import { graphRoutes } from './graph-routes.ts'
import type { Simulator } from './simulator.ts'

export type SimulatorRoutesOptions = {
  /**
   * Runs before every call of the screen's API (`/control/…`, `/events`), never before the Graph side, which has its own
   * tokens. Answers by itself (with a 403, say) to refuse.
   */
  guardControl?(request: FastifyRequest, reply: FastifyReply): Promise<unknown>
}

/**
 * The whole simulator as routes: `/graph/…` and `/lookaside/…` are the provider, `/control/…` and `/events` are for the
 * screen. Mount under any prefix: `app.register((scope) => simulatorRoutes(scope, simulator), { prefix: '/simulator/api' })`.
 */
export async function simulatorRoutes(
  app: FastifyInstance,
  simulator: Simulator,
  { guardControl }: SimulatorRoutesOptions = {},
): Promise<void> {
  const provider: FastifyPluginAsync = (scope) => graphRoutes(scope, simulator)
  const screen: FastifyPluginAsync = async (scope) => {
    if (guardControl) scope.addHook('onRequest', guardControl)
    await controlRoutes(scope, simulator)
  }
  await app.register(provider)
  await app.register(screen)
  // Calls left without an answer, and open feeds, would keep the server from closing.
  app.addHook('preClose', () => simulator.close())
}
