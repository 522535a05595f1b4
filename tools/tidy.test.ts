/** The shape of the code, held by a test: what may import what, where SQL may stand, and which words we do not use. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

type Import = { from: string; path: string | null; isTypeOnly: boolean }
type File = { path: string; text: string; imports: Import[] }

const importing =
  /(?:^|\n)\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

function read(path: string): File {
  const text = readFileSync(join(root, path), 'utf8')
  const imports = [...text.matchAll(importing)].map((match) => {
    const from = match[1] ?? match[2] ?? ''
    const to = from.startsWith('.') ? relative(root, resolve(root, dirname(path), from)) : null
    return { from, path: to, isTypeOnly: isTypeOnly(match[0]) }
  })
  return { path, text, imports }
}

/** Gone before the program runs: `import type …`, or braces in which everything is a type. */
function isTypeOnly(statement: string): boolean {
  if (/^\s*(import|export)\s+type\b/.test(statement)) return true
  const names = /^\s*(?:import|export)\s*\{([^}]*)\}/.exec(statement)?.[1]?.split(',') ?? []
  return names.length > 0 && names.every((name) => name.trim() === '' || /^\s*type\s/.test(name))
}

const sources = ['src', 'tools', 'bench', 'chaos', 'abuse', 'tests']
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  )
const files = sources.filter((path) => path !== 'tools/tidy.test.ts').map(read)
const isTest = ({ path }: File): boolean => path.endsWith('.test.ts') || path.endsWith('.test.tsx')
const product = files.filter((file) => file.path.startsWith('src/') && !isTest(file))

/** Violations as lines that can be clicked: all of them, not only the first. */
function none(violations: readonly string[]): void {
  expect(violations).toEqual([])
}

type Layer = 'contract' | 'core' | 'modules' | 'providers' | 'kernel' | 'app' | 'web' | 'testing' | 'sim'
const layers: readonly string[] = ['contract', 'modules', 'providers', 'kernel', 'app', 'web', 'testing', 'sim']

function layerOf(path: string): Layer {
  if (/^src\/modules\/[^/]+\/core\//.test(path)) return 'core'
  return path.split('/')[1] as Layer
}

/** What each layer may import of the others; its own files always. */
const may: Record<Layer, (path: string) => boolean> = {
  contract: () => false,
  core: (path) => layerOf(path) === 'contract' || path === 'src/kernel/assert.ts',
  kernel: (path) => layerOf(path) === 'contract',
  providers: (path) => ['contract', 'core'].includes(layerOf(path)) || path === 'src/kernel/clock.ts',
  modules: (path) => ['contract', 'core', 'kernel'].includes(layerOf(path)) || path === 'src/providers/provider.ts',
  web: (path) => ['contract', 'core'].includes(layerOf(path)),
  sim: (path) =>
    ['contract', 'core'].includes(layerOf(path)) ||
    ['src/kernel/assert.ts', 'src/app/reactions.ts', 'tools/evidence.ts'].includes(path),
  testing: () => true,
  app: (path) => !['web', 'testing', 'sim'].includes(layerOf(path)),
}

test('each layer imports only what stands below it', () => {
  none(
    product.flatMap(({ path, imports }) =>
      imports.flatMap(({ path: to }) =>
        to === null || layerOf(to) === layerOf(path) || may[layerOf(path)](to) ? [] : [`${path} imports ${to}`],
      ),
    ),
  )
})

test('the contract and the core need nothing but themselves and zod', () => {
  const packages: Partial<Record<Layer, readonly string[]>> = {
    contract: ['zod'],
    core: ['zod', 'libphonenumber-js/min'],
  }
  none(
    product.flatMap(({ path, imports }) => {
      const allowed = packages[layerOf(path)]
      return allowed === undefined
        ? []
        : imports.flatMap(({ from, path: to }) =>
            to === null && !allowed.includes(from) ? [`${path} imports ${from}`] : [],
          )
    }),
  )
})

test('a module is entered by its index or its core; only the composition root and tests go further', () => {
  const moduleOf = (path: string) => /^src\/modules\/([^/]+)\//.exec(path)?.[1]
  none(
    product
      .filter(({ path }) => ['modules', 'core', 'providers', 'web', 'sim'].includes(layerOf(path)))
      .flatMap(({ path, imports }) =>
        imports.flatMap(({ path: to }) => {
          if (to === null || moduleOf(to) === undefined || moduleOf(to) === moduleOf(path)) return []
          return layerOf(to) === 'core' || basename(to) === 'index.ts' ? [] : [`${path} imports ${to}`]
        }),
      ),
  )
})

test('a provider is known by nobody but the composition root, and knows no other provider', () => {
  const folderOf = (path: string) => /^src\/providers\/([^/]+)\//.exec(path)?.[1]
  none(
    product
      .filter(({ path }) => !['app', 'testing'].includes(layerOf(path)))
      .flatMap(({ path, imports }) =>
        imports.flatMap(({ path: to }) =>
          to !== null && folderOf(to) !== undefined && folderOf(to) !== folderOf(path) ? [`${path} imports ${to}`] : [],
        ),
      ),
  )
})

test('nothing imports in a circle', () => {
  const known = new Map(product.map((file) => [file.path, file]))
  // A part of a screen may name the type of the screen it is part of; nothing else may, not even a type.
  const counts = (from: string, { isTypeOnly }: Import) => !(isTypeOnly && layerOf(from) === 'web')
  const done = new Set<string>()
  const circles: string[] = []
  function visit(path: string, way: readonly string[]): void {
    if (way.includes(path)) {
      circles.push([...way.slice(way.indexOf(path)), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const imported of known.get(path)?.imports ?? [])
      if (imported.path !== null && counts(path, imported)) visit(imported.path, [...way, path])
    done.add(path)
  }
  for (const { path } of product) visit(path, [])
  none(circles)
})

/** What the reader of a file sees of the code: comments and texts may say anything. */
const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '')

test('SQL stands in repositories and in the kernel', () => {
  const sql =
    /\bsql(<[^`]*>)?`|\b(selectFrom|insertInto|updateTable|deleteFrom)\(|\.query(<[^(]*>)?\(\s*[`'"]|[`'"]\s*(select|insert into|delete from|update \w+ set)\s/
  const exceptions = [
    // The owner's transaction around the making of a workspace: nobody else's work.
    'src/modules/identity/create-workspace.ts',
    // Whether the database is there at all, when better-auth does not say why it failed.
    'src/modules/identity/auth.ts',
  ]
  none(
    product
      .filter(({ path }) => !['kernel', 'testing'].includes(layerOf(path)) && !path.endsWith('repo.ts'))
      .filter(({ path }) => !exceptions.includes(path) && path !== 'src/modules/conversations/rows.ts')
      .filter(({ text }) => sql.test(withoutComments(text)))
      .map(({ path }) => path),
  )
})

test('calls to other computers go through the one guarded way out', () => {
  const calls =
    /(?<![.\w])fetch\(|\bglobalThis\.fetch\b|[:=(,]\s*fetch\b(?!\()|from 'node:(https|http2|tls|dgram)'|(?<!type )\b(request|get|Agent|connect|createConnection|Socket)\b[^{}]*\} from 'node:(http|net)'/
  const exceptions = [
    'src/kernel/guarded-fetch.ts',
    // Calls only this very server.
    'src/app/demo.ts',
  ]
  none(
    product
      .filter(({ path }) => !['web', 'testing'].includes(layerOf(path)) && !exceptions.includes(path))
      // Plays the provider, and calls only where whoever mounts it says: see callbacksUnder.
      .filter(({ path }) => !path.startsWith('src/providers/simulator/'))
      .filter(({ path }) => path !== 'src/providers/whatsapp-cloud/test-server.ts')
      .filter(({ text }) => calls.test(withoutComments(text)))
      .map(({ path }) => path),
  )
})

test('work is opened by actions, and by what runs them without a person', () => {
  const openers = [
    // Between two works it waits for a provider.
    'src/modules/conversations/dispatcher.ts',
    // Remembers that a key was used, whoever asks for whatever.
    'src/modules/identity/authenticate.ts',
    // Counts what no person does.
    'src/modules/channels/wrong-signatures.ts',
  ]
  none(
    product
      .filter(({ path }) => ['modules', 'core', 'providers', 'web'].includes(layerOf(path)))
      .filter(({ path }) => !/(^|[/-])(actions|jobs)\.ts$/.test(path) && !openers.includes(path))
      .filter(({ text }) => /\binWork\(/.test(withoutComments(text)))
      .map(({ path }) => path),
  )
})

test('folders are those of the house', () => {
  const top = [
    'abuse',
    'bench',
    'chaos',
    'dist',
    'docs',
    'migrations',
    'node_modules',
    'src',
    'test-results',
    'tests',
    'tools',
  ]
  const folders = (path: string) =>
    readdirSync(join(root, path), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
  const modules = [
    'audit',
    'calendars',
    'channels',
    'contacts',
    'conversations',
    'dispositions',
    'identity',
    'inbox',
    'presence',
    'replies',
    'routing',
    'rules',
    'sla',
    'supervision',
    'tags',
    'telephone',
    'templates',
    'whatif',
  ]
  none(folders('.').filter((name) => !top.includes(name)))
  none(folders('src').filter((name) => !layers.includes(name)))
  none(folders('src/modules').filter((name) => !modules.includes(name)))
  none(
    modules
      .flatMap((module) => folders(`src/modules/${module}`).map((name) => `${module}/${name}`))
      .filter((name) => !name.endsWith('/core')),
  )
  none(
    ['contract', 'kernel', 'app'].flatMap((layer) => folders(`src/${layer}`)).filter((name) => name !== 'operations'),
  )
})

test('names are words of the house', () => {
  const fileNames = /(manager|service|helper|util)s?\b/i
  const declared = /\b(?:class|interface|type|function|const|let)\s+\w*(?:Manager|Service|Helper|Utils?)\b/g
  none(files.map(({ path }) => path).filter((path) => fileNames.test(path)))
  none(product.flatMap(({ path, text }) => [...text.matchAll(declared)].map(([name]) => `${path}: ${name}`)))
})

test('nothing is left half done or switched off', () => {
  const half =
    /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|expect-error|nocheck)|\b(test|it|describe)\.(skip|only|todo|fails)\b|\bdebugger\b/
  none(files.filter(({ text }) => half.test(text)).map(({ path }) => path))
})

test('types are exact, exports have names, and imports say which file', () => {
  const loose = /(:|<|\bas|\|)\s*any\b|\bany\[\]/
  const configs = ['vite.config.ts', 'vitest.config.ts', 'playwright.config.ts']
  none(files.filter(({ text }) => loose.test(withoutComments(text))).map(({ path }) => `${path} says any`))
  none(
    files
      .filter(({ path, text }) => /^export default\b/m.test(text) && !configs.includes(path))
      .map(({ path }) => `${path} has a default export`),
  )
  none(
    files.flatMap(({ path, imports }) =>
      imports
        .filter(({ path: to }) => to !== null && !/\.(ts|tsx|mjs|css|json)$/.test(to))
        .map(({ from }) => `${path} imports ${from}`),
    ),
  )
})

test('every test that a table of docs/ names is there', () => {
  const tables = ['docs/failures.md', 'docs/features.md'].map((path) => read(path).text)
  const named = tables.flatMap((text) => [...text.matchAll(/`([^`]+\.(?:test|spec)\.tsx?)`: “([^”]+)”/g)])
  const missing = named.filter(
    ([, path = '', name = '']) => !existsSync(join(root, path)) || !read(path).text.includes(name),
  )
  expect(missing.map(([words]) => words)).toEqual([])
  expect(named.length).toBeGreaterThan(60)
})
