import type { AgentId } from '../../../../contract/ids.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { PresenceMark } from '../../../parts/PresenceMark.tsx'
import { shapeOf } from '../../../shell/attention.ts'
import { useView } from '../../../sync/use.ts'

/** What somebody does now: the mark and its word, kept right by the stream. */
export function Presence({ agentId }: { agentId: AgentId }) {
  const words = useWords(admin)
  const shape = useView((view) => shapeOf(view, agentId))
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
      <PresenceMark shape={shape} />
      {words.presenceOf(shape)}
    </span>
  )
}
