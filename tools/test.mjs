/** `npm test`: everything, in the order in which it is quickest to learn that something is wrong. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { buildWeb, command, prepare, programOf, root, run, runQuietly, Trouble } from './setup.mjs'

/** With --check only what needs no database and no browser. */
const isCheck = process.argv.includes('--check')

await command(async () => {
  const node = await prepare()
  const env = testEnvironment(node)
  if (!isCheck) {
    await buildWeb(node)
    Object.assign(env, await findBrowser(node, env))
  }
  return runSteps(node, env)
})

/** Tests must not touch what the person at the keyboard has set for their own Switchboard. */
function testEnvironment(node) {
  const ours = /^(PORT|HOST|DATABASE_URL|PUBLIC_URL|LOG_LEVEL|SWITCHBOARD_.*|PG[A-Z]+)$/
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)))
  const path = [dirname(node), join(root, 'node_modules/.bin'), env.PATH].join(delimiter)
  return { ...env, PATH: path }
}

async function runSteps(node, env) {
  const steps = [
    ['Types of the core', 'typescript', 'tsc', '-p', 'tsconfig.core.json'],
    ['Types of the server', 'typescript', 'tsc', '-p', 'tsconfig.json'],
    ['Types of the web app', 'typescript', 'tsc', '-p', 'tsconfig.web.json'],
    ['Form', '@biomejs/biome', 'biome', 'check', '.'],
    ...(isCheck
      ? [['Tests without a database', 'vitest', 'vitest', 'run', '--project', 'core']]
      : [
          ['Tests', 'vitest', 'vitest', 'run'],
          ['Browser journeys', '@playwright/test', 'playwright', 'test'],
        ]),
  ]
  const began = Date.now()
  for (const [what, name, program, ...args] of steps) {
    const shown = `${what}: ${program} ${args.join(' ')}`
    console.log(`\n── ${shown}`)
    const stepBegan = Date.now()
    const code = await run(node, [programOf(name, program), ...args], { env })
    if (code !== 0) {
      console.error(`\n✗ FAILED after ${since(stepBegan)} s: ${shown} (exit code ${code})`)
      return code
    }
    console.log(`✓ ${what}, ${since(stepBegan)} s`)
  }
  console.log(`\n✓ All passed in ${since(began)} s`)
  return 0
}

function since(began) {
  return ((Date.now() - began) / 1_000).toFixed(1)
}

/** The browser for the journeys: a given one, an installed one, Debian's, or at last Playwright's own. */
async function findBrowser(node, env) {
  if (process.env.CHROMIUM_PATH) {
    if (existsSync(process.env.CHROMIUM_PATH)) return {}
    throw new Trouble(`CHROMIUM_PATH is the browser for the tests, but ${process.env.CHROMIUM_PATH} does not exist`)
  }
  const installed = installedBrowser() ?? ((await installWithApt()) ? installedBrowser() : null)
  if (installed) return { CHROMIUM_PATH: installed }
  const args = [programOf('@playwright/test', 'playwright'), 'install', 'chromium']
  await runQuietly('Fetching a browser for the tests', node, args, { env }).catch(() => {
    throw new Trouble('The tests need a browser: install Chromium or Chrome, or set CHROMIUM_PATH to where it is')
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
  return runQuietly('Installing Chromium for the tests, once', '/bin/sh', ['-c', script]).then(
    () => true,
    () => false,
  )
}
