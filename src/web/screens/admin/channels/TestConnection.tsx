import { Modal } from '@mantine/core'
import { IconAlertCircleFilled, IconCircleCheckFilled, IconPlugConnected } from '@tabler/icons-react'
import { useState } from 'react'
import type { z } from 'zod'
import type { ChannelId } from '../../../../contract/ids.ts'
import { type ConnectionCheck, testConnection } from '../../../../contract/operations/channels.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useAct } from '../../../sync/use.ts'
import { NotNow } from '../shared/NotNow.tsx'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import type { ChannelValues } from './channel-values.ts'
import channelClasses from './channels.module.css'

type Check = z.infer<typeof ConnectionCheck>

const connectionFields = /^(connection|accessToken|addAppSecret|dropAppSecrets)/

/** Ask the provider what is still missing. It is asked with what is stored, so changes are saved first. */
export function TestConnection({ id, settings }: { id: ChannelId; settings: Settings<ChannelValues> }) {
  const words = useWords(admin)
  const all = useWords(common)
  const { run, busy, refusal } = useAct(testConnection)
  const [checks, setChecks] = useState<Check[] | null>(null)
  const [open, setOpen] = useState(false)
  const unsaved = settings.changed.some((path) => connectionFields.test(path))
  const test = async () => {
    setChecks(null)
    setOpen(true)
    const answer = await run({ id })
    if (answer?.ok) setChecks(answer.value.checks)
  }
  return (
    <>
      <NotNow
        style={{ flex: 'none' }}
        loading={busy}
        leftSection={<IconPlugConnected size={16} aria-hidden />}
        why={unsaved ? words.saveFirst : null}
        onClick={test}
      >
        {words.testConnection}
      </NotNow>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={words.testConnection}
        size="lg"
        closeButtonProps={{ 'aria-label': all.close }}
      >
        <div role="status" className={classes.stack}>
          {busy && <p className={classes.hint}>{words.testing}</p>}
          {refusal && <Trouble refusal={refusal} again={test} />}
          {checks && <Checks checks={checks} />}
        </div>
      </Modal>
    </>
  )
}

function Checks({ checks }: { checks: readonly Check[] }) {
  const words = useWords(admin)
  const bad = checks.filter(({ ok }) => !ok).length
  return (
    <>
      <p style={{ margin: 0 }}>{bad === 0 ? words.connectionWorks : words.connectionLacks(bad)}</p>
      <ul className={channelClasses.checks}>
        {checks.map(({ check, ok, detail }) => (
          <li key={check} className={channelClasses.check} {...(!ok && { 'data-bad': true })}>
            {ok ? (
              <IconCircleCheckFilled size={18} role="img" aria-label={words.checkGood} />
            ) : (
              <IconAlertCircleFilled size={18} role="img" aria-label={words.checkBad} />
            )}
            <div>
              <div className={channelClasses.checkName}>{words.checkName(check)}</div>
              {!ok && <div>{words.checkRemedy(check)}</div>}
              <div className={classes.hint} lang="en">
                {detail}
              </div>
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
