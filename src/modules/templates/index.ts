import type { ChannelId, TemplateId, WorkspaceId } from '../../contract/ids.ts'
import type { Template } from '../../contract/operations/templates.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import { checkUse } from './core/use.ts'
import { templatesById } from './repo.ts'

export { templateChanged } from './changes.ts'
export { templatesById } from './repo.ts'

/** The template of a message that is about to leave, whatever has become of it: the provider has the last word. */
export async function templateForSending(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: TemplateId,
): Promise<Template | undefined> {
  return (await templatesById(tx, workspaceId, [id]))[0]
}

/**
 * A template that may be sent on this channel now. Refuses `template_not_found`, `template_not_on_channel` and
 * `template_not_usable`, the last with its status.
 */
export async function templateForChannel(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: TemplateId,
  channel: { id: ChannelId; account: string },
): Promise<Result<Template>> {
  const template = await templateForSending(tx, workspaceId, id)
  if (!template) return refuse('template_not_found')
  const use = checkUse(template, channel)
  return use.ok ? ok(template) : use
}
