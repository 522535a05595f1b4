import { Button, Modal } from '@mantine/core'
import type { PlannedInList } from '../../../../contract/operations/later.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { later } from '../../../i18n/later.ts'
import { useSentences } from '../../../i18n/sentences.ts'
import { Loading } from '../../../parts/Loading.tsx'
import { Trouble } from '../../../parts/Trouble.tsx'
import { useDesk } from '../desk-context.ts'
import { textOf } from '../thread/items.ts'
import classes from './later.module.css'
import { goesAtText } from './usePlan.ts'
import { usePlanned } from './usePlanned.ts'

/** What one has planned, and what is back unsent: a press opens the conversation, where it is decided. */
export function PlannedList({ onClose }: { onClose: () => void }) {
  const words = useWords(later)
  const { close } = useWords(common)
  const { open, width } = useDesk()
  const { planned, loading, refusal, again } = usePlanned()
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.listTitle}
      size={620}
      fullScreen={width === 'phone'}
      closeButtonProps={{ 'aria-label': close }}
    >
      <p className="quiet">{words.listHint}</p>
      {refusal && <Trouble refusal={refusal} again={again} />}
      {loading && <Loading lines={3} />}
      {!loading && !refusal && planned.length === 0 && <p>{words.listEmpty}</p>}
      {planned.map((one) => (
        <Line
          key={one.planned.id}
          one={one}
          onOpen={() => {
            onClose()
            open(one.planned.conversationId)
          }}
        />
      ))}
    </Modal>
  )
}

function Line({ one: { planned, contactName }, onOpen }: { one: PlannedInList; onOpen: () => void }) {
  const words = useWords(later)
  const { kinds } = useWords(deskWords)
  const sentences = useSentences()
  const time = goesAtText(planned.goesAt)
  const said = planned.contents.map((content) => textOf({ content }) ?? kinds(content.kind)).join(', ')
  return (
    <div className={classes.row}>
      <div className={classes.rowText}>
        <p className={classes.rowHead}>
          <b className="cut">
            <bdi>{contactName}</bdi>
          </b>
          <span className={classes.rowTime} {...(planned.returned && { 'data-returned': true })}>
            {planned.returned ? words.notSent(time) : time}
          </span>
        </p>
        <p className="cut" dir="auto">
          {said}
        </p>
        {planned.returned && (
          <p className="quiet">{words.why(planned.returned.why) || sentences[planned.returned.why]}</p>
        )}
      </div>
      <Button size="xs" onClick={onOpen} aria-label={`${words.open}: ${contactName}`}>
        {words.open}
      </Button>
    </div>
  )
}
