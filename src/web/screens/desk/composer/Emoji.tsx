import { EmojiPicker } from 'frimousse'
import { useWords } from '../../../i18n/catalogue.ts'
import { common } from '../../../i18n/common.ts'
import { desk as deskWords } from '../../../i18n/desk.ts'
import { useLanguage } from '../../../i18n/language.ts'
import classes from './emoji.module.css'

/** All emoji with their names in the language of the interface, from our own server. */
export function Emoji({ onChoose }: { onChoose: (emoji: string) => void }) {
  const words = useWords(deskWords)
  const { loading } = useWords(common)
  return (
    <EmojiPicker.Root
      className={classes.root ?? ''}
      locale={useLanguage()}
      emojibaseUrl="/emoji"
      columns={9}
      onEmojiSelect={({ emoji }) => onChoose(emoji)}
    >
      <EmojiPicker.Search
        className={classes.search ?? ''}
        placeholder={words.searchEmoji}
        aria-label={words.searchEmoji}
        autoFocus
      />
      <EmojiPicker.Viewport className={classes.viewport ?? ''}>
        <EmojiPicker.Loading className={classes.note ?? ''}>{loading}</EmojiPicker.Loading>
        <EmojiPicker.Empty className={classes.note ?? ''}>{words.searchNothing}</EmojiPicker.Empty>
        <EmojiPicker.List
          components={{
            CategoryHeader: ({ category, ...props }) => (
              <div className={classes.category} {...props}>
                {category.label}
              </div>
            ),
            Emoji: ({ emoji, ...props }) => (
              <button type="button" className={classes.emoji} {...props}>
                {emoji.emoji}
              </button>
            ),
          }}
        />
      </EmojiPicker.Viewport>
    </EmojiPicker.Root>
  )
}
