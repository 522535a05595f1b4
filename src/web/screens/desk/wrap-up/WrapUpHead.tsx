import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { InteractionCard } from '../../../../contract/cards.ts'
import { lengthenWrapUp } from '../../../../contract/operations/routing.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { duration } from '../../../i18n/formats.ts'
import { sentenceOf } from '../../../i18n/sentences.ts'
import { Ring } from '../../../parts/Ring.tsx'
import { toast } from '../../../shell/toast.ts'
import { useNow } from '../../../sync/clock.ts'
import { useAct } from '../../../sync/use.ts'
import classes from './wrap-up.module.css'

/** How long wrap-up still lasts, what happens at zero, and how to have more time. */
export function WrapUpHead({ card, required, fill }: { card: InteractionCard; required: boolean; fill: boolean }) {
  const words = useWords(deskWords)
  const now = useNow()
  const lengthening = useAct(lengthenWrapUp)
  if (!card.wrapUp) return null
  const { startedAt, endsAt, held } = card.wrapUp
  const leftMs = endsAt === null ? null : Math.max(0, endsAt - now)
  const over = held || leftMs === 0
  const lengthen = async () => {
    const answer = await lengthening.run({ interactionId: card.id })
    if (answer && !answer.ok) toast(sentenceOf(answer.refusal), { tone: 'bad' })
  }
  return (
    <div className={classes.head}>
      <Ring
        state={over && (required || fill) ? 'warn' : 'busy'}
        part={over || leftMs === null ? 1 : leftMs / Math.max(1, (endsAt ?? 0) - startedAt)}
        size={34}
      />
      <div className={classes.headText}>
        <b className="figures">
          {over && (required || fill)
            ? fill
              ? words.fillInToGoOn
              : words.chooseToGoOn
            : leftMs === null
              ? words.wrappingUp
              : words.toWrapUp(duration(leftMs))}
        </b>
        <span>{fill ? words.atZeroFields : required ? words.atZeroRequired : words.atZero}</span>
      </div>
      {leftMs !== null && !over && (
        <Button leftSection={<IconPlus size={14} />} loading={lengthening.busy} onClick={() => void lengthen()}>
          {words.oneMinuteMore}
        </Button>
      )}
    </div>
  )
}
