import type { ChannelId, TemplateId, WorkspaceId } from '../../contract/ids.ts'
import type { Template } from '../../contract/operations/templates.ts'
import { ok, type Result, refuse } from '../../contract/refusals.ts'
import type { Tx } from '../../kernel/db.ts'
import { checkUse } from './core/use.ts'
import { templatesById } from './repo.ts'

export { templateChanged } from './changes.ts'
export { templatesById } from './repo.ts'

/**
 * A template that may be sent on this channel now. Refuses `template_not_found`, `template_not_on_channel` and
 * `template_not_usable`, the last with its status.
 */
export async function templateForSending(
  tx: Tx,
  workspaceId: WorkspaceId,
  templateId: TemplateId,
  channel: { id: ChannelId; account: string },
): Promise<Result<Template>> {
  const [template] = await templatesById(tx, workspaceId, [templateId])
  if (!template) return refuse('template_not_found')
  const use = checkUse(template, channel)
  return use.ok ? ok(template) : use
}
