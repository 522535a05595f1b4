import { Button, Group, Modal, Switch, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useState } from 'react'
import { type ContactDetails, saveContact } from '../../../../contract/operations/contacts.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { Trouble } from '../../../parts/Trouble.tsx'
import { toast } from '../../../shell/toast.ts'
import { useAct } from '../../../sync/use.ts'
import { changedFields, onTopOf } from '../../admin/shared/changes.ts'

const fieldsOf = ({ name, email, language, note, doNotContact }: ContactDetails) => ({
  name,
  email: email ?? '',
  language: language ?? '',
  note,
  doNotContact,
})

/**
 * Correct what is known about a contact. What somebody else has saved since the form was opened is not overwritten
 * unseen: the first try says so, shows theirs in the fields that were left alone, and the next one is meant.
 */
export function ContactForm({ details, onClose }: { details: ContactDetails; onClose: () => void }) {
  const words = useWords(deskWords)
  const common_ = useWords(common)
  const saving = useAct(saveContact)
  const [base, setBase] = useState(details)
  const [fields, setFields] = useState(() => fieldsOf(details))
  const isOld = saving.refusal === 'changed_by_someone_else' && details.version !== base.version
  useEffect(() => {
    if (!isOld) return
    setFields((mine) => onTopOf(fieldsOf(details), mine, changedFields(fieldsOf(base), mine)))
    setBase(details)
  }, [isOld, details, base])
  const set = (change: Partial<typeof fields>) => setFields({ ...fields, ...change })
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const answer = await saving.run({
      contactId: base.id,
      version: base.version,
      name: fields.name,
      email: fields.email.trim() === '' ? null : fields.email.trim(),
      language: fields.language.trim() === '' ? null : fields.language.trim(),
      note: fields.note,
      doNotContact: fields.doNotContact,
    })
    if (!answer?.ok) return
    toast(common_.saved)
    onClose()
  }
  return (
    <Modal opened onClose={onClose} title={words.editContact} closeButtonProps={{ 'aria-label': common_.close }}>
      <form onSubmit={(event) => void save(event)} style={{ display: 'grid', gap: 12 }}>
        {saving.refusal && <Trouble refusal={saving.refusal} />}
        <TextInput
          label={words.name}
          required
          maxLength={120}
          value={fields.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          label={common_.email}
          type="email"
          value={fields.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <TextInput
          label={common_.language}
          description={words.languageNote}
          maxLength={10}
          value={fields.language}
          onChange={(event) => set({ language: event.currentTarget.value })}
        />
        <Textarea
          label={words.noteAbout}
          autosize
          minRows={2}
          maxLength={4000}
          value={fields.note}
          onChange={(event) => set({ note: event.currentTarget.value })}
        />
        <Switch
          label={words.doNotContact}
          description={words.doNotContactNote}
          checked={fields.doNotContact}
          onChange={(event) => set({ doNotContact: event.currentTarget.checked })}
        />
        <Group justify="flex-end" gap="sm">
          <Button onClick={onClose}>{common_.cancel}</Button>
          <Button type="submit" variant="filled" loading={saving.busy}>
            {common_.save}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
