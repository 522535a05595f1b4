import type { ConversationId } from '../../../../contract/ids.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { useMe, useSync, useView } from '../../../sync/use.ts'
import classes from './conversation.module.css'

/** Colleagues who are in this conversation now: reading, or typing. */
export function HereLine({ id }: { id: ConversationId }) {
  const words = useWords(deskWords)
  const me = useMe()
  const agents = useView((view) => view.agents)
  const here = useSync((state) => state.here[id])
  const others = here?.filter((one) => one.agentId !== me.agentId) ?? []
  if (others.length === 0) return null
  return (
    <div className={classes.here}>
      {others.map(({ agentId, doing }) => (
        <span key={agentId}>{words.isHere(doing, agents[agentId]?.name ?? words.aColleague)}</span>
      ))}
    </div>
  )
}
