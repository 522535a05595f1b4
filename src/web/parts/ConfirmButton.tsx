import { Button, type ButtonProps, Group, Modal, Text } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useWords } from '../i18n/catalogue.ts'
import { common } from '../i18n/common.ts'

/** A button for what cannot be taken back: it asks once, with the consequence in words and the verb on the button. */
export function ConfirmButton({
  question,
  consequence,
  verb,
  onConfirm,
  children,
  ...button
}: ButtonProps & {
  question: string
  consequence: ReactNode
  verb: string
  onConfirm: () => unknown
  children: ReactNode
}) {
  const words = useWords(common)
  const [asking, setAsking] = useState(false)
  const confirm = () => {
    setAsking(false)
    onConfirm()
  }
  return (
    <>
      <Button {...button} onClick={() => setAsking(true)}>
        {children}
      </Button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={question}
        closeButtonProps={{ 'aria-label': words.close }}
      >
        <Text size="sm">{consequence}</Text>
        <Group justify="flex-end" mt="lg" gap="sm">
          <Button data-autofocus onClick={() => setAsking(false)}>
            {words.cancel}
          </Button>
          <Button variant="filled" color="red" onClick={confirm}>
            {verb}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
