import { readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The server that `npm start` runs; in development the page talks to it through Vite. */
const server = process.env.SWITCHBOARD_URL ?? 'http://localhost:4000'

export default defineConfig({
  root: here('./src/web'),
  plugins: [react(), emojiNames(['en', 'pt', 'es']), withoutJsonSchema(), packed()],
  build: {
    outDir: here('./dist/web'),
    emptyOutDir: true,
    target: 'es2024',
    // Small files become data: addresses otherwise, which the content security policy refuses for fonts.
    assetsInlineLimit: 0,
    // An injected inline script would be refused by the content security policy; every browser we build for has it.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What nearly every screen uses goes together: fewer requests, and text that packs better.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            // Fetched after the first paint, by itself: without this it draws the screens of administration with it.
            { name: 'numbering-plans', test: /node_modules\/libphonenumber-js\// },
            { name: 'base', test: isBase, minShareCount: 6 },
          ],
        },
      },
    },
  },
  server: {
    proxy: { '/api': { target: server, ws: true }, '/hooks': { target: server }, '/simulator/api': { target: server } },
  },
})

/** Shared by many screens, but not by the first one: dialogs, form fields and administration come when they are opened. */
function isBase(id: string): boolean {
  const isShared = /node_modules|src\/(web\/(parts|shell|sync|i18n)|contract)\//.test(id)
  return (
    isShared &&
    !/i18n\/admin|parts\/Page|IconPencil\.|components\/(ScrollArea|Modal|ModalBase|Drawer|Overlay|Input|InputBase|TextInput|Textarea|NumberInput|NativeSelect|Select|Combobox|Switch|Checkbox|Radio|Accordion)\/|utils\/InlineInput|react-remove-scroll|use-sidecar|react-style-singleton|use-callback-ref|tslib/.test(
      id,
    )
  )
}

/** Emoji names from the emojibase-data package, served by ourselves under /emoji: no page of ours asks a CDN. */
function emojiNames(languages: readonly string[]): Plugin {
  const files = languages.flatMap((language) =>
    ['data.json', 'messages.json'].map((name) => ({
      address: `emoji/${language}/${name}`,
      path: here(`./node_modules/emojibase-data/${language}/${name}`),
    })),
  )
  return {
    name: 'emoji-names',
    generateBundle() {
      for (const { address, path } of files)
        this.emitFile({ type: 'asset', fileName: address, source: readFileSync(path) })
    },
    configureServer(dev) {
      dev.middlewares.use((request, response, next) => {
        const file = files.find(({ address }) => request.url === `/${address}`)
        if (!file) return next()
        response.setHeader('content-type', 'application/json')
        response.end(readFileSync(file.path))
      })
    },
  }
}

/**
 * zod hangs the writing of JSON Schema on every schema. The description of the API is written by the server alone, so
 * the page carries functions that throw in its place; 5 kB of the first load.
 */
function withoutJsonSchema(): Plugin {
  return {
    name: 'without-json-schema',
    apply: 'build',
    async load(id) {
      if (!/zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/.test(id)) return null
      const source = await readFile(id, 'utf8')
      const names = [...source.matchAll(/^export (?:const|function) (\w+)|^export \{ \w+ as (\w+) \}/gm)]
      // What makes a writer is called for every schema that is asked for its standard form; the writer never is.
      const inPlace = names.map(
        ([, name = '', alias]) => `${name.startsWith('create') ? 'later' : 'now'} as ${alias ?? name}`,
      )
      return `const now = () => { throw new Error('JSON Schema is written on the server') }
        const later = () => now
        export { ${inPlace.join(', ')} }`
    },
  }
}

/** Smaller than this a packed file saves nothing. Bytes. */
const WORTH_PACKING = 1_000

/** Text files packed once, as small as they get, so that the server has nothing to do but send them. */
function packed(): Plugin {
  const pack = async (path: string) => {
    const bytes = await readFile(path)
    if (bytes.length < WORTH_PACKING) return
    const [br, gz] = await Promise.all([promisify(brotliCompress)(bytes), promisify(gzip)(bytes, { level: 9 })])
    await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
  }
  return {
    name: 'packed',
    apply: 'build',
    writeBundle: {
      order: 'post',
      async handler({ dir }) {
        if (!dir || this.meta.watchMode) return
        const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
        await Promise.all(
          files.filter((name) => /\.(js|css|svg|json)$/.test(name)).map((name) => pack(join(dir, name))),
        )
      },
    },
  }
}
