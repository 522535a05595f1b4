/**
 * `node tools/run.mjs [needs] <file.ts> [arguments]`: run a TypeScript program of this project with Node 26. With
 * `--browser` before the file, the web app is built first and a browser is there, named by CHROMIUM_PATH; with `--pgbench`
 * pgbench is there, named by PGBENCH.
 */
import { findBrowser, findPgbench } from './programs.mjs'
import { buildWeb, command, prepare, runProgram, Trouble } from './setup.mjs'

await command(async () => {
  const given = process.argv.slice(2)
  const start = given.findIndex((one) => !one.startsWith('--'))
  if (start < 0)
    throw new Trouble('Say which program: node tools/run.mjs [--browser] [--pgbench] <file.ts> [arguments]')
  const needs = given.slice(0, start)
  const node = await prepare()
  let env = process.env
  if (needs.includes('--browser')) {
    await buildWeb(node)
    env = { ...env, ...(await findBrowser(node, env)) }
  }
  if (needs.includes('--pgbench')) env = { ...env, ...(await findPgbench()) }
  return runProgram(node, given.slice(start), { env })
})
