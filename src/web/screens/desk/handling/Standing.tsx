import { Button } from '@mantine/core'
import { IconArrowForwardUp, IconPlayerPause } from '@tabler/icons-react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { callBack } from '../../../../contract/operations/routing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { whenAhead } from '../../../i18n/formats.ts'
import { handling } from '../../../i18n/handling.ts'
import { locale } from '../../../i18n/language.ts'
import { serverNow } from '../../../sync/clock.ts'
import { useAct, useView } from '../../../sync/use.ts'
import classes from '../conversation/conversation.module.css'
import { useParking } from './useHandling.ts'

/** Above the composer: that it is set aside, or that a colleague is asked, and the way back. */
export function Standing({ card }: { card: InteractionCard }) {
  return (
    <>
      {card.parked && <ParkedBar card={card} parked={card.parked} />}
      {card.transfer?.mode === 'consulted' && <AskedBar card={card} transfer={card.transfer} />}
    </>
  )
}

function ParkedBar({ card, parked }: { card: InteractionCard; parked: NonNullable<InteractionCard['parked']> }) {
  const words = useWords(handling)
  const { takeBack, busy } = useParking(card)
  const until = parked.until === null ? null : whenAhead(parked.until, serverNow(), { locale: locale() })
  return (
    <div className={classes.bar} role="status">
      <IconPlayerPause size={16} aria-hidden />
      <div className={classes.barText}>
        <b>{words.parkedFor(parked.reason, until)}</b> {parked.reason === 'manual' && words.wakes}
      </div>
      <Button loading={busy} onClick={() => void takeBack()}>
        {words.takeBack}
      </Button>
    </div>
  )
}

function AskedBar({ card, transfer }: { card: InteractionCard; transfer: NonNullable<InteractionCard['transfer']> }) {
  const words = useWords(handling)
  const calling = useAct(callBack, card.id)
  const name = useView((view) => view.agents[transfer.toAgentId ?? '']?.name ?? '')
  return (
    <div className={classes.bar} role="status">
      <IconArrowForwardUp size={16} className="turns" aria-hidden />
      <div className={classes.barText}>
        <b>{words.waitsFor(name)}</b> {transfer.note}
      </div>
      <Button loading={calling.busy} onClick={() => void calling.run({ interactionId: card.id })}>
        {words.callBack}
      </Button>
    </div>
  )
}
