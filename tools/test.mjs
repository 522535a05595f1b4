/** `npm test`: everything, in the order in which it is quickest to learn that something is wrong. */
import { delimiter, dirname, join } from 'node:path'
import { findBrowser } from './programs.mjs'
import { buildWeb, command, prepare, programOf, root, run } from './setup.mjs'

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
