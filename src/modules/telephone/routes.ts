import type { FastifyInstance } from 'fastify'
import * as contract from '../../contract/operations/telephone.ts'
import type { Bind } from '../../kernel/http.ts'
import type { Sealer } from '../../kernel/secrets.ts'
import type { Kernel } from '../../kernel/work.ts'
import { type CallDeps, removeTelephone, saveExtension, saveTelephone, telephones, tellCall } from './actions.ts'
import { hearSigned } from './hook-actions.ts'
import { doorOf } from './repo.ts'

/** A call in words is short. In bytes. */
export const maxCallBytes = 16 * 1024

export type TelephoneDeps = CallDeps & { sealer: Sealer; hookUrl(hookKey: string): string }

export function telephoneRoutes(bind: Bind, deps: TelephoneDeps): void {
  bind(contract.tellCall, (work, input) => tellCall(work, deps, input))
  bind.read(contract.listTelephones, (tx, _input, person) => telephones(tx, person, deps.hookUrl))
  bind(contract.saveTelephone, (work, input) => saveTelephone(work, deps.sealer, input))
  bind(contract.removeTelephone, (work, input) => removeTelephone(work, input))
  bind(contract.saveExtension, (work, input) => saveExtension(work, input))
}

/** The address a telephone system sends to: signed over the raw bytes, with a time that is believed for five minutes. */
export function telephoneHook(app: FastifyInstance, kernel: Kernel, deps: TelephoneDeps): void {
  void app.register(async (hooks) => {
    hooks.removeAllContentTypeParsers()
    hooks.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: maxCallBytes }, (_request, body, done) =>
      done(null, body),
    )
    hooks.post<{ Params: { key: string } }>(
      '/hooks/telephone/:key',
      { bodyLimit: maxCallBytes },
      async (request, reply) => {
        const say = (status: number, text: string) => reply.code(status).type('text/plain').send(text)
        const door = await doorOf(kernel.system, request.params.key)
        if (!door) return say(404, 'No telephone system is connected at this address.')
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const { status, words } = await hearSigned(kernel, deps, door, {
          body,
          signature: request.headers['x-switchboard-signature'],
        })
        return say(status, words)
      },
    )
  })
}
