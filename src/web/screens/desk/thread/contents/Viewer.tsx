import { ActionIcon, Modal, Tooltip } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useWords } from '../../../../i18n/catalogue.ts'
import { common } from '../../../../i18n/common.ts'
import { desk as deskWords } from '../../../../i18n/desk.ts'
import classes from './contents.module.css'

/** A picture as large as the screen. */
export function Viewer({ address, name, onClose }: { address: string; name: string; onClose: () => void }) {
  const words = useWords(deskWords)
  const { close } = useWords(common)
  const download = words.download(name)
  return (
    <Modal
      opened
      onClose={onClose}
      size="auto"
      closeButtonProps={{ 'aria-label': close }}
      title={
        <span className={classes.viewerTitle}>
          <bdi className="cut">{name}</bdi>
          <Tooltip label={download}>
            <ActionIcon component="a" href={address} download aria-label={download}>
              <IconDownload size={18} />
            </ActionIcon>
          </Tooltip>
        </span>
      }
    >
      <img className={classes.viewed} src={address} alt={name} />
    </Modal>
  )
}
