import { Button, Group, Modal, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { AgentId, TagId } from '../../../../contract/ids.ts'
import { putTags } from '../../../../contract/operations/tags.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { tags as tagWords } from '../../../i18n/tags.ts'
import { Trouble } from '../../../parts/Trouble.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct } from '../../../sync/use.ts'
import { TagField } from '../shared/TagPicker.tsx'
import tagClasses from '../shared/tags.module.css'

/** Put tags on everybody who is marked, or take them off. */
export function TagMarked({ agentIds, onClose }: { agentIds: readonly AgentId[]; onClose: () => void }) {
  const words = useWords(tagWords)
  const { close } = useWords(common)
  const { run, busy, refusal } = useAct(putTags)
  const [how, setHow] = useState<'add' | 'remove'>('add')
  const [tagIds, setTagIds] = useState<TagId[]>([])
  const submit = async () => {
    const answer = await run({ agentIds: [...agentIds], add: [], remove: [], [how]: tagIds })
    if (!answer?.ok) return
    toast(words.markedChanged(agentIds.length))
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={words.tagMarked(agentIds.length)} closeButtonProps={{ 'aria-label': close }}>
      <div className={tagClasses.chosen}>
        {refusal && <Trouble refusal={refusal} />}
        <SegmentedControl
          aria-label={words.whatToDo}
          value={how}
          onChange={(value) => setHow(value as typeof how)}
          data={[
            { value: 'add', label: words.putOn },
            { value: 'remove', label: words.takeOff },
          ]}
        />
        <TagField label={words.tags} value={tagIds} onChange={setTagIds} note={words.ofPerson} />
        <Group justify="flex-end">
          <Button variant="filled" disabled={tagIds.length === 0} loading={busy} onClick={() => void submit()}>
            {how === 'add' ? words.putOn : words.takeOff}
          </Button>
        </Group>
      </div>
    </Modal>
  )
}
