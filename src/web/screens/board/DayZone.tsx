import { Button, Group, Modal, Select } from '@mantine/core'
import { useState } from 'react'
import { type BoardDay, saveBusinessDay } from '../../../contract/operations/supervision.ts'
import { board } from '../../i18n/board.ts'
import { useWords } from '../../i18n/catalogue.ts'
import { common } from '../../i18n/common.ts'
import { clockTime } from '../../i18n/formats.ts'
import { locale } from '../../i18n/language.ts'
import { Trouble } from '../../parts/Trouble.tsx'
import { useAct, useMay } from '../../sync/use.ts'
import classes from './board.module.css'

/** Since when is counted, and where that is said. */
export function DayZone({ told: { from, zone, version } }: { told: BoardDay }) {
  const words = useWords(board)
  const [open, setOpen] = useState(false)
  const mayChange = useMay('queues.manage')
  const text = words.today(clockTime(from, { locale: locale(), zone }), zone)
  if (!mayChange) return <span className={classes.today}>{text}</span>
  return (
    <>
      <Button variant="subtle" color="gray" title={words.changeDay} onClick={() => setOpen(true)}>
        {text}
      </Button>
      {open && <ZoneDialog zone={zone} version={version} onClose={() => setOpen(false)} />}
    </>
  )
}

function ZoneDialog({ zone, version, onClose }: { zone: string; version: number; onClose: () => void }) {
  const words = useWords(board)
  const { cancel, save, close } = useWords(common)
  const [chosen, setChosen] = useState<string | null>(zone)
  const saving = useAct(saveBusinessDay)
  const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])]
  const confirm = async () => {
    const answer = await saving.run({ zone: chosen ?? zone, version })
    if (answer?.ok) onClose()
  }
  return (
    <Modal opened onClose={onClose} title={words.changeDay} closeButtonProps={{ 'aria-label': close }}>
      <Select
        data-autofocus
        label={words.zone}
        description={words.changeDayText}
        data={zones}
        value={chosen}
        onChange={setChosen}
        searchable
        limit={60}
      />
      {saving.refusal && <Trouble refusal={saving.refusal} />}
      <Group justify="flex-end" mt="lg" gap="sm">
        <Button onClick={onClose}>{cancel}</Button>
        <Button variant="filled" loading={saving.busy} onClick={() => void confirm()}>
          {save}
        </Button>
      </Group>
    </Modal>
  )
}
