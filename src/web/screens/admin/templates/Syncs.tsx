import { Button } from '@mantine/core'
import { IconAlertCircleFilled, IconRefresh } from '@tabler/icons-react'
import type { z } from 'zod'
import { type listTemplates, syncTemplates } from '../../../../contract/operations/templates.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { toast } from '../../../shell/toast.ts'
import { useAct, useMay } from '../../../sync/use.ts'
import { AdminLink } from '../shared/AdminLink.tsx'
import { Time } from '../shared/Time.tsx'
import classes from './templates.module.css'

type Sync = z.output<(typeof listTemplates)['output']>['syncs'][number]

/** When each account was last fetched, what was in the way, and fetching it now. */
export function Syncs({ syncs }: { syncs: readonly Sync[] }) {
  return (
    <div className={classes.syncs}>
      {syncs.map((sync) => (
        <OneSync key={sync.account} sync={sync} alone={syncs.length === 1} />
      ))}
    </div>
  )
}

function OneSync({ sync, alone }: { sync: Sync; alone: boolean }) {
  const words = useWords(admin)
  const mayConnect = useMay('channels.manage')
  const { run, busy } = useAct(syncTemplates)
  const onSync = async () => {
    const answer = await run({ channelId: sync.channelId })
    if (!answer) return
    if (!answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
    else if (answer.value.trouble !== null) toast(words.syncTrouble(answer.value.trouble), { tone: 'bad' })
    else toast(words.synced(answer.value.found))
  }
  return (
    <span className={classes.sync}>
      {!alone && <span className="mono">{sync.account}</span>}
      <span>{sync.at === null ? words.neverSynced : <Time at={sync.at} say={words.lastSynced} />}</span>
      {sync.trouble !== null && (
        <span className={classes.trouble}>
          <IconAlertCircleFilled size={13} aria-hidden /> {sync.trouble}{' '}
          {mayConnect && <AdminLink to={`channels/${sync.channelId}`}>{words.renew}</AdminLink>}
        </span>
      )}
      <Button
        loading={busy}
        leftSection={<IconRefresh size={16} aria-hidden />}
        {...(!alone && { 'aria-label': words.syncAccount(sync.account) })}
        onClick={() => void onSync()}
      >
        {words.syncNow}
      </Button>
    </span>
  )
}
