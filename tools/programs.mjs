/** Programs that npm does not bring. Where there is apt, what is missing is installed. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { programOf, runQuietly, Trouble } from './setup.mjs'

/**
 * The environment that leads Playwright to a browser: a given one, an installed one, Debian's, or at last Playwright's
 * own.
 */
export async function findBrowser(node, env) {
  if (process.env.CHROMIUM_PATH) {
    if (existsSync(process.env.CHROMIUM_PATH)) return {}
    throw new Trouble(`CHROMIUM_PATH is the browser to use, but ${process.env.CHROMIUM_PATH} does not exist`)
  }
  const installed = installedBrowser() ?? ((await installWithApt('chromium')) ? installedBrowser() : null)
  if (installed) return { CHROMIUM_PATH: installed }
  const args = [programOf('@playwright/test', 'playwright'), 'install', 'chromium']
  await runQuietly('Fetching a browser', node, args, { env }).catch(() => {
    throw new Trouble('A browser is needed: install Chromium or Chrome, or set CHROMIUM_PATH to where it is')
  })
  return {}
}

/** The environment that leads to pgbench, which comes with a Postgres of the system's and not with ours. */
export async function findPgbench() {
  const path = installedPgbench() ?? ((await installWithApt('postgresql-contrib')) ? installedPgbench() : null)
  if (!path)
    throw new Trouble('pgbench is needed to measure beside it: install PostgreSQL with its contributed programs')
  return { PGBENCH: path }
}

const onPath = (names) =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))

function installedBrowser() {
  const application = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  return [...onPath(names), application].find(existsSync) ?? null
}

function installedPgbench() {
  // Debian keeps each version in a folder of its own, and not all of it is on the path.
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin/pgbench')) : []
  return [...versions, ...onPath(['pgbench'])].find(existsSync) ?? null
}

/** Where there is apt and we may use it. Resolves to whether it worked. */
async function installWithApt(name) {
  const canRun = (program, ...args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0
  if (!canRun('apt-get', '--version')) return false
  const isRoot = process.getuid?.() === 0
  if (!isRoot && !canRun('sudo', '-n', 'true')) return false
  const apt = `${isRoot ? '' : 'sudo -n '}env DEBIAN_FRONTEND=noninteractive apt-get`
  const script = `${apt} update -qq; ${apt} install -y ${name}`
  return runQuietly(`Installing ${name}, once`, '/bin/sh', ['-c', script]).then(
    () => true,
    () => false,
  )
}
