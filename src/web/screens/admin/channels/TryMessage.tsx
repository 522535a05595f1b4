import { Button, Modal } from '@mantine/core'
import { IconRoute } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import type { ChannelId } from '../../../../contract/ids.ts'
import { type MessagePath, tryMessage } from '../../../../contract/operations/explanation.ts'
import { type RuleOfMessage, rulesOfMessage } from '../../../../contract/operations/rules.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { coarsely, whenAhead } from '../../../i18n/formats.ts'
import { locale } from '../../../i18n/language.ts'
import { trying } from '../../../i18n/trying.ts'
import { Because } from '../../../parts/Because.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useAct, useMay, useView } from '../../../sync/use.ts'
import { NotNow } from '../shared/NotNow.tsx'
import classes from '../shared/settings.module.css'
import type { Settings } from '../shared/useSettings.ts'
import type { ChannelValues } from './channel-values.ts'
import channelClasses from './channels.module.css'
import { SetOff } from './SetOff.tsx'

/** What would become of a message: its way, and the rules it sets off; null: not for this person to see. */
type Found = { readonly path: MessagePath; readonly rules: readonly RuleOfMessage[] | null }

/** Show the way a message would take now. It takes what is stored, so changes are saved first. */
export function TryMessage({ id, settings }: { id: ChannelId; settings: Settings<ChannelValues> }) {
  const words = useWords(trying)
  const all = useWords(common)
  const { saveFirst } = useWords(admin)
  const may = useMay(rulesOfMessage.permission)
  const { run, busy, refusal } = useAct(tryMessage)
  const { run: askRules, refusal: rulesRefusal } = useAct(rulesOfMessage)
  const trouble = refusal ?? rulesRefusal
  const [found, setFound] = useState<Found | null>(null)
  const [open, setOpen] = useState(false)
  const look = async () => {
    setOpen(true)
    const [path, set] = await Promise.all([run({ channelId: id }), may ? askRules({ channelId: id }) : null])
    if (path?.ok) setFound({ path: path.value, rules: set?.ok ? set.value.rules : null })
  }
  return (
    <>
      <NotNow
        style={{ justifySelf: 'start' }}
        variant="default"
        leftSection={<IconRoute size={16} aria-hidden />}
        why={settings.changed.length > 0 ? saveFirst : null}
        onClick={look}
      >
        {words.button}
      </NotNow>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={words.title}
        size="lg"
        closeButtonProps={{ 'aria-label': all.close }}
      >
        <div className={classes.stack}>
          <p className={classes.hint}>{words.intro}</p>
          {trouble && <Trouble refusal={trouble} again={look} />}
          <div role="status">{found && <Way {...found} />}</div>
          <Button variant="default" style={{ justifySelf: 'start' }} loading={busy} onClick={() => void look()}>
            {words.again}
          </Button>
        </div>
      </Modal>
    </>
  )
}

function Way({ path, rules }: Found) {
  const words = useWords(trying)
  return (
    <ol className={channelClasses.steps}>
      <li>{path.active ? words.on : words.off}</li>
      <li>{path.closed ? <Closed at={path.at} closed={path.closed} /> : words.open}</li>
      <li>{path.queue ? <Place queue={path.queue} /> : words.noQueue}</li>
      {path.active && path.queue && (
        <li>
          <Reached path={path} queue={path.queue} />
        </li>
      )}
      {rules && path.queue && (
        <li>
          <Suspense>
            <SetOff rules={rules} />
          </Suspense>
        </li>
      )}
    </ol>
  )
}

function Closed({ at, closed: { until, text, holds } }: { at: number; closed: NonNullable<MessagePath['closed']> }) {
  const words = useWords(trying)
  return (
    <>
      <div>{until === null ? words.closedForGood : words.closedUntil(whenAhead(until, at, { locale: locale() }))}</div>
      <div className="quiet">{text === '' ? words.tellsNothing : words.tells(text)}</div>
      <div className="quiet">{holds ? words.holds : words.asksAll}</div>
    </>
  )
}

type Queue = NonNullable<MessagePath['queue']>

function Place({ queue: { id, priority, waiting, expectedWaitSeconds, overflow } }: { queue: Queue }) {
  const words = useWords(trying)
  const queues = useView((view) => view.queues)
  const nameOf = (queueId: string | null) => (queueId && queues[queueId]?.name) ?? '–'
  const place = priority === 0 ? words.queue(nameOf(id)) : `${words.queue(nameOf(id))}, ${words.priority(priority)}`
  return (
    <>
      <div>
        <bdi>{place}</bdi>.
      </div>
      <div className="quiet">
        {words.before(waiting)} {expectedWaitSeconds !== null && words.takes(coarsely(expectedWaitSeconds * 1000))}
      </div>
      {overflow && <div className="quiet">{words.full(overflow.does, nameOf(overflow.queueId))}</div>}
      {overflow?.text && <div className="quiet">{words.tells(overflow.text)}</div>}
    </>
  )
}

function Reached({ path: { at, why, closed }, queue }: { path: MessagePath; queue: Queue }) {
  const words = useWords(trying)
  if (queue.strategy === 'pick_from_list') return words.picked
  if (queue.able === 0) return words.nobodyAble
  if (why === null) return closed?.holds ? words.holds : words.nobodyNow(queue.able)
  return (
    <>
      {queue.waiting > 0 && <div>{words.whenFirst}</div>}
      <div>{queue.asksToAccept ? words.asked(queue.acceptSeconds) : words.given}</div>
      <Because why={why} at={at} />
    </>
  )
}
