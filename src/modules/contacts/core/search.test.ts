import { expect, test } from 'vitest'
import { readSearch } from './search.ts'

test('digits are a number, whatever stands between them', () => {
  for (const text of ['+44 7700 900123', '0044 (7700) 900-123', '447700900123', '44.7700.900123'])
    expect(readSearch(text)).toEqual({ by: 'number', digits: '447700900123' })
  expect(readSearch('07700 900')).toEqual({ by: 'number', digits: '7700900' })
})

test('anything else is the start of a name', () => {
  expect(readSearch(' Ana R')).toEqual({ by: 'name', start: 'ana r' })
  expect(readSearch('Studio 54')).toEqual({ by: 'name', start: 'studio 54' })
  expect(readSearch('12')).toEqual({ by: 'name', start: '12' })
  expect(readSearch('0000')).toEqual({ by: 'name', start: '0000' })
})
