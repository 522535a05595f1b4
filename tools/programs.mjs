/** The browser for what is tried in one: a given one, an installed one, Debian's, or at last Playwright's own. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { programOf, runQuietly, Trouble } from './setup.mjs'

/** The environment that leads Playwright to a browser, which is installed if there is none. */
export async function findBrowser(node, env) {
  if (process.env.CHROMIUM_PATH) {
    if (existsSync(process.env.CHROMIUM_PATH)) return {}
    throw new Trouble(`CHROMIUM_PATH is the browser to use, but ${process.env.CHROMIUM_PATH} does not exist`)
  }
  const installed = installedBrowser() ?? ((await installWithApt()) ? installedBrowser() : null)
  if (installed) return { CHROMIUM_PATH: installed }
  const args = [programOf('@playwright/test', 'playwright'), 'install', 'chromium']
  await runQuietly('Fetching a browser', node, args, { env }).catch(() => {
    throw new Trouble('A browser is needed: install Chromium or Chrome, or set CHROMIUM_PATH to where it is')
  })
  return {}
}

function installedBrowser() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
  const onPath = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)))
  const application = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  return [...onPath, application].find(existsSync) ?? null
}

/** Where there is apt and we may use it. Resolves to whether it worked. */
async function installWithApt() {
  const canRun = (program, ...args) => spawnSync(program, args, { stdio: 'ignore' }).status === 0
  if (!canRun('apt-get', '--version')) return false
  const isRoot = process.getuid?.() === 0
  if (!isRoot && !canRun('sudo', '-n', 'true')) return false
  const apt = `${isRoot ? '' : 'sudo -n '}env DEBIAN_FRONTEND=noninteractive apt-get`
  const script = `${apt} update -qq; ${apt} install -y chromium`
  return runQuietly('Installing Chromium, once', '/bin/sh', ['-c', script]).then(
    () => true,
    () => false,
  )
}
