import { IconChevronDown, IconChevronRight, IconHandStop } from '@tabler/icons-react'
import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react'
import { type Disposition, maxDispositionLevels } from '../../../../contract/operations/dispositions.ts'
import { admin } from '../../../i18n/admin.ts'
import { useWords } from '../../../i18n/catalogue.ts'
import { Chip } from '../../../parts/Chip.tsx'
import { announce } from '../../../shell/announce.ts'
import { useGo } from '../shared/useGo.ts'
import classes from './tree.module.css'
import { type Line, linesOf } from './tree.ts'
import { useMove } from './useMove.ts'

type Props = { all: readonly Disposition[]; openId: string | undefined; unfolded: boolean }

/**
 * The tree, made for the keyboard (ARIA: tree view): arrows move and fold, Enter opens, Insert adds below, Alt with an
 * arrow moves one among its neighbours.
 */
export function Tree({ all, openId, unfolded }: Props) {
  const words = useWords(admin)
  const go = useGo()
  const tree = useRef<HTMLDivElement>(null)
  const moveOne = useMove()
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const [focused, setFocused] = useState<string | null>(null)
  const lines = linesOf(all, unfolded ? new Set() : folded)
  const stopAt = lines.find(({ disposition: { id } }) => id === (focused ?? openId)) ?? lines[0]

  const fold = (id: string, on: boolean) => {
    const next = new Set(folded)
    if (on) next.add(id)
    else next.delete(id)
    setFolded(next)
  }
  const focusLine = (line: Line | undefined) => {
    if (!line) return
    setFocused(line.disposition.id)
    tree.current?.querySelector<HTMLElement>(`[data-id="${line.disposition.id}"]`)?.focus()
  }
  const move = async (line: Line, by: -1 | 1) => {
    if (!(await moveOne(line.disposition.id, by))) return
    announce(words.movedTo(line.disposition.name, Math.min(line.of, Math.max(1, line.place + by)), line.of))
  }
  const onKey = (event: KeyboardEvent, line: Line) => {
    const act = actOf(event, line)
    if (!act) return
    event.preventDefault()
    act()
  }
  function actOf(event: KeyboardEvent, line: Line): (() => unknown) | undefined {
    const at = lines.indexOf(line)
    const { id, parentId } = line.disposition
    const isFolded = line.children && folded.has(id)
    if (event.altKey) return { ArrowUp: () => move(line, -1), ArrowDown: () => move(line, 1) }[event.key]
    switch (event.key) {
      case 'ArrowDown':
        return () => focusLine(lines[at + 1])
      case 'ArrowUp':
        return () => focusLine(lines[at - 1])
      case 'Home':
        return () => focusLine(lines[0])
      case 'End':
        return () => focusLine(lines.at(-1))
      case 'ArrowRight':
        return () => (isFolded ? fold(id, false) : line.children && focusLine(lines[at + 1]))
      case 'ArrowLeft':
        return () =>
          line.children && !isFolded
            ? fold(id, true)
            : focusLine(lines.find(({ disposition }) => disposition.id === parentId))
      case 'Enter':
      case ' ':
        return () => go(`dispositions/${id}`)
      case 'Insert':
        return line.level < maxDispositionLevels ? () => go(`dispositions/new/${id}`) : undefined
      default:
        return undefined
    }
  }
  return (
    <div className={classes.card}>
      <div role="tree" aria-label={words.dispositions} ref={tree} className={classes.tree}>
        {lines.map((line) => {
          const { id, name, doNotContact, active } = line.disposition
          const isFolded = line.children && !unfolded && folded.has(id)
          return (
            <div
              key={id}
              data-id={id}
              role="treeitem"
              aria-level={line.level}
              aria-posinset={line.place}
              aria-setsize={line.of}
              aria-selected={id === openId}
              {...(line.children && { 'aria-expanded': !isFolded })}
              tabIndex={line === stopAt ? 0 : -1}
              className={classes.line}
              style={{ '--level': line.level } as CSSProperties}
              onFocus={() => setFocused(id)}
              onKeyDown={(event) => onKey(event, line)}
              onClick={() => void go(`dispositions/${id}`)}
            >
              {line.children ? (
                <button
                  type="button"
                  tabIndex={-1}
                  className={classes.fold}
                  aria-label={isFolded ? words.unfold(name) : words.foldUp(name)}
                  onClick={(event) => {
                    event.stopPropagation()
                    fold(id, !isFolded)
                  }}
                >
                  {isFolded ? <IconChevronRight size={16} className="turns" /> : <IconChevronDown size={16} />}
                </button>
              ) : (
                <span className={classes.fold} />
              )}
              <bdi className={classes.name} data-level={line.level}>
                {name}
              </bdi>
              {doNotContact && (
                <Chip tone="bad">
                  <IconHandStop size={13} aria-hidden />
                  {words.doNotContactShort}
                </Chip>
              )}
              {!active && <Chip>{words.inactive}</Chip>}
              {isFolded && <span className="quiet">{words.below(line.below)}</span>}
            </div>
          )
        })}
      </div>
      <p className={classes.keys}>{words.treeKeys}</p>
    </div>
  )
}
