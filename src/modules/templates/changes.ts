import type { InboundFact } from '../../contract/inbound.ts'
import type { Work } from '../../kernel/work.ts'
import { saveStatus } from './repo.ts'

type TemplateChanged = Extract<InboundFact, { type: 'template_changed' }>

/** The provider says that a template was approved, paused, rejected …. One we do not know yet comes with the next
 *  synchronisation. */
export async function templateChanged(work: Work, change: TemplateChanged): Promise<void> {
  if (!(await saveStatus(work.tx, work.by.workspaceId, change))) return
  work.record({ type: 'catalog.changed', catalog: 'templates' })
}
