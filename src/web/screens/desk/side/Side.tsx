import { ActionIcon, Tooltip } from '@mantine/core'
import { IconLayoutSidebarRightCollapse, IconX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { ConversationId } from '../../../../contract/ids.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { useOpen } from '../conversation/useOpen.ts'
import { onShowHistory, useDesk } from '../desk-context.ts'
import { History } from './History.tsx'
import { Overview } from './Overview.tsx'
import classes from './side.module.css'

/** What is known about the contact, beside the conversation: an overview, and what was before. */
export function Side({ id }: { id: ConversationId }) {
  const words = useWords(deskWords)
  const { close } = useWords(common)
  const { width, setSideShown } = useDesk()
  const { card } = useOpen(id)
  const [tab, setTab] = useState<'overview' | 'history'>('overview')
  useEffect(() => onShowHistory(id, () => setTab('history')), [id])
  const hide = width === 'wide' ? words.hideSide : close
  return (
    <div className={classes.pane}>
      <div className={classes.tabs}>
        <div role="tablist" className={classes.tabList} aria-label={words.side}>
          {(['overview', 'history'] as const).map((name) => (
            <button
              key={name}
              type="button"
              role="tab"
              className={classes.tab}
              aria-selected={tab === name}
              onClick={() => setTab(name)}
            >
              {words[name]}
            </button>
          ))}
        </div>
        <Tooltip label={hide}>
          <ActionIcon size={width === 'phone' ? 44 : 32} aria-label={hide} onClick={() => setSideShown(false)}>
            {width === 'wide' ? (
              <IconLayoutSidebarRightCollapse size={18} stroke={1.7} className="turns" />
            ) : (
              <IconX size={18} />
            )}
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.body} role="tabpanel" aria-label={words[tab]}>
        {card &&
          (tab === 'overview' ? <Overview card={card} onAll={() => setTab('history')} /> : <History card={card} />)}
      </div>
    </div>
  )
}
