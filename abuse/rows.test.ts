/** What docs/abuse.md promises is there: every row is told about, and every case it names exists. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { holes } from './holes.ts'

const root = join(import.meta.dirname, '..')
const text = readFileSync(join(root, 'docs/abuse.md'), 'utf8')
const rows = [...text.matchAll(/^\| (A-\d\d) \| (.+?) \| (.+) \|$/gm)].map(([, id = '', , covered = '']) => ({
  id,
  covered,
}))

test('every hole that products like ours had has its row', () => {
  expect(rows.map(({ id }) => id)).toEqual(
    Array.from({ length: 31 }, (_, at) => `A-${String(at + 1).padStart(2, '0')}`),
  )
})

test('every row names a case that exists, a class that exists, or why it does not apply yet', () => {
  const wrong = rows.filter(({ covered }) => {
    const named = /^`([^`]+)` "(.+)"$/.exec(covered)
    if (named) return !isCase(named[1] ?? '', named[2] ?? '')
    const group = /^covered by the class `(\w+)`$/.exec(covered)?.[1]
    if (group === 'browser') return false
    if (group) return !existsSync(join(root, 'abuse', group))
    return !/^not yet: .{10,}/.test(covered)
  })
  expect(wrong).toEqual([])
})

test('every hole that was put back is told about, and can be put back again', () => {
  const told = [...text.matchAll(/^\| (.+) \| `([^`]+)` "(.+)" \|$/gm)]
    .filter(([line]) => !/^\| A-\d\d /.test(line))
    .map(([line]) => line)
  expect(told).toEqual(holes.map(({ hole, in: file, noticed }) => `| ${hole} | \`${file}\` "${noticed}" |`))
  const lost = holes.flatMap(({ hole, edits }) =>
    edits
      .filter(({ file, from }) => from !== null && readFileSync(join(root, file), 'utf8').split(from).length !== 2)
      .map(({ file }) => `${hole}: the text in ${file} has changed`),
  )
  expect(lost).toEqual([])
})

/** Is there a test with these words in its name? Names may be made of parts: then all of its words are in the file. */
function isCase(path: string, name: string): boolean {
  if (!existsSync(join(root, path))) return false
  const source = readFileSync(join(root, path), 'utf8')
  return source.includes(name) || titles(source).some((pattern) => pattern.test(name))
}

/** The names of tests in a file, with whatever may stand in their places. */
function titles(source: string): RegExp[] {
  const exactly = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return [...source.matchAll(/\btest\(\s*[`']([^`'\n]{8,})[`']/g)].map(
    ([, title = '']) =>
      new RegExp(
        `^${title
          .split(/\$\{[^}]*\}/)
          .map(exactly)
          .join('(.+)')}$`,
      ),
  )
}
