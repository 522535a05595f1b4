import { type KeyboardEvent, type Ref, type RefObject, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import type { OneDraft } from '../../../sync/mine.ts'
import classes from './composer.module.css'
import { focusIfWished } from './focus.ts'

export type TextBoxHandle = { insert: (text: string) => void; focus: () => void }

type Props = {
  draft: OneDraft
  /** Of the draft, as `useDraft` answers. */
  text: string
  onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void
  onFiles?: (files: File[]) => void
  label: string
  placeholder: string
  handle?: Ref<TextBoxHandle>
}

/** As in composer.module.css. */
const maxHeightPx = 240
const growsByItself = CSS.supports('field-sizing', 'content')

/** The field one writes in: it grows with the text up to a limit, and takes its direction from it. */
export function TextBox({ draft, text, onKeyDown, onFiles, label, placeholder, handle }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  useTextOf(field, draft)
  useHeightOf(field, text)
  // Before the paint: whoever sees the field may write.
  useLayoutEffect(() => focusIfWished(field.current), [])
  useImperativeHandle(handle, () => ({
    insert(text) {
      const box = field.current
      if (!box) return
      box.focus()
      // Keeps the browser's own undo, unlike setting the value.
      box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end')
      draft.type(box.value)
    },
    focus: () => field.current?.focus(),
  }))
  return (
    <textarea
      ref={field}
      data-composer={draft.of}
      className={classes.text}
      rows={2}
      dir="auto"
      aria-label={label}
      placeholder={placeholder}
      onChange={(event) => draft.type(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onPaste={(event) => {
        const files = [...event.clipboardData.files]
        if (files.length === 0 || !onFiles) return
        event.preventDefault()
        onFiles(files)
      }}
    />
  )
}

/**
 * The field holds what is typed by itself, and is written to only when something else was meant: sent, brought back,
 * written elsewhere. A value given by React is written a second time at each key, which costs a layout; and React sees
 * nothing of what is typed and sent between two paints.
 */
function useTextOf(field: RefObject<HTMLTextAreaElement | null>, draft: OneDraft): void {
  useLayoutEffect(() => {
    const follow = () => {
      if (field.current && field.current.value !== draft.read()) field.current.value = draft.read()
    }
    follow()
    return draft.subscribe(follow)
  }, [field, draft])
}

/** For browsers that do not size a field by its content: measured at each key, which costs a layout. */
function useHeightOf(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const box = field.current
    if (!box || growsByItself) return
    box.style.blockSize = 'auto'
    // `text` decides the height: the effect must run when it changes.
    box.style.blockSize = text === '' ? '' : `${Math.min(maxHeightPx, box.scrollHeight)}px`
  }, [field, text])
}
