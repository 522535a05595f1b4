import { Button } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../../../i18n/catalogue.ts'
import { later } from '../../../i18n/later.ts'
import { Callout } from '../../../parts/Callout.tsx'
import { PlannedList } from './PlannedList.tsx'
import { usePlanned } from './usePlanned.ts'

/** Above the conversation, for as long as something planned is back unsent with this person or a queue of theirs. */
export function CameBack() {
  const words = useWords(later)
  const { planned } = usePlanned()
  const [looking, setLooking] = useState(false)
  const back = planned.filter((one) => one.planned.returned !== null).length
  return (
    <>
      {back > 0 && (
        <Callout tone="warn" announced action={<Button onClick={() => setLooking(true)}>{words.look}</Button>}>
          <b>{words.cameBack(back)}</b> {words.cameBackText}
        </Callout>
      )}
      {looking && <PlannedList onClose={() => setLooking(false)} />}
    </>
  )
}
