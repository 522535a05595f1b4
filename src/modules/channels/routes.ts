import * as contract from '../../contract/operations/channels.ts'
import type { Bind } from '../../kernel/http.ts'
import { type ChannelsDeps, channels, saveChannel, testConnection } from './actions.ts'

export function channelsRoutes(bind: Bind, deps: ChannelsDeps): void {
  bind.read(contract.listChannels, (tx, _input, person) => channels(deps, tx, person))
  bind.outside(contract.saveChannel, (kernel, input, person) => saveChannel(deps, kernel, person, input))
  bind.outside(contract.testConnection, (kernel, input, person) => testConnection(deps, kernel, person, input))
}
