import type { ChannelId } from '../../../contract/ids.ts'
import type { Template } from '../../../contract/operations/templates.ts'
import { ok, type Result, refuse } from '../../../contract/refusals.ts'

type Place = { id: ChannelId; account: string }

/** May people see this template on this channel? Of its business account, and not kept for other channels (D-15). */
export function isOnChannel(template: Pick<Template, 'account' | 'channelIds'>, channel: Place): boolean {
  if (template.account !== channel.account) return false
  return template.channelIds.length === 0 || template.channelIds.includes(channel.id)
}

/**
 * May this template be sent on this channel now? The same function greys it out on screen. Refuses
 * `template_not_on_channel`, and `template_not_usable` with the status that is in the way.
 */
export function checkUse(template: Pick<Template, 'account' | 'channelIds' | 'status'>, channel: Place): Result<null> {
  if (!isOnChannel(template, channel)) return refuse('template_not_on_channel')
  return template.status === 'approved' ? ok(null) : refuse('template_not_usable', template.status)
}
