/** How times, lengths, sizes and numbers are written (screens: formats). Pure: the locale and the zone are told. */
export type Region = { locale: string; zone?: string }

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** "11:04". */
export const clockTime = (at: number, { locale, zone }: Region): string =>
  formatter(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(at)

/** Clock time today, weekday within 7 days, then the date. */
export function when(at: number, now: number, region: Region): string {
  const days = daysApart(at, now, region)
  if (days === 0) return clockTime(at, region)
  if (days > 0 && days < 7) return formatter(region.locale, { weekday: 'short', timeZone: region.zone }).format(at)
  return shortDate(at, now, region)
}

/** A time that lies ahead: the clock today, else the date with it. */
export const whenAhead = (at: number, now: number, region: Region): string =>
  daysApart(at, now, region) === 0 ? clockTime(at, region) : `${shortDate(at, now, region)}, ${clockTime(at, region)}`

/** "9 Nov", with the year when it is another one. */
export function shortDate(at: number, now: number, { locale, zone }: Region): string {
  const sameYear = dayOf(at, zone).slice(0, 4) === dayOf(now, zone).slice(0, 4)
  const year = sameYear ? undefined : 'numeric'
  return formatter(locale, { day: 'numeric', month: 'short', year, timeZone: zone }).format(at)
}

/** "Today", "Yesterday", the weekday within 7 days, then the whole date: the divider of a thread. */
export function dayName(at: number, now: number, { locale, zone }: Region): string {
  const days = daysApart(at, now, { locale, ...(zone ? { zone } : {}) })
  if (days === 0 || days === 1)
    return capital(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day'), locale)
  if (days > 0 && days < 7) return capital(formatter(locale, { weekday: 'long', timeZone: zone }).format(at), locale)
  return formatter(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: zone }).format(at)
}

/** Exact date, time and zone: what hover and focus show. */
export const exactTime = (at: number, { locale, zone }: Region): string =>
  formatter(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone: zone,
  }).format(at)

/** The calendar day in a zone, "2026-11-24": for grouping, never shown. */
export const dayOf = (at: number, zone?: string): string =>
  formatter('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone }).format(at)

/** A running length: m:ss under an hour, then "1 h 8 min", then "2 d 3 h". Never negative. */
export function duration(ms: number): string {
  const length = Math.max(0, ms)
  if (length < hour) return `${Math.floor(length / minute)}:${twoDigits(Math.floor((length % minute) / second))}`
  return roughly(length)
}

/** A length without seconds: "41 min", "23 h 55 min", "2 d 3 h". */
export function roughly(ms: number): string {
  const length = Math.max(0, ms)
  if (length < hour) return `${Math.floor(length / minute)} min`
  if (length < day) return joined(Math.floor(length / hour), 'h', Math.floor((length % hour) / minute), 'min')
  return joined(Math.floor(length / day), 'd', Math.floor((length % day) / hour), 'h')
}

/** A length in its largest unit alone: "41 min", "23 h", "2 d". */
export function coarsely(ms: number): string {
  const length = Math.max(0, ms)
  if (length < hour) return `${Math.floor(length / minute)} min`
  return length < day ? `${Math.floor(length / hour)} h` : `${Math.floor(length / day)} d`
}

export const number = (value: number, { locale }: Region): string => figures(locale, {}).format(value)

/** "482 kB", "1.4 MB": thousands, as file managers count. */
export function fileSize(bytes: number, { locale }: Region): string {
  const unit = bytes < 1000 ? 'byte' : bytes < 1_000_000 ? 'kilobyte' : 'megabyte'
  const value = bytes / { byte: 1, kilobyte: 1000, megabyte: 1_000_000 }[unit]
  return figures(locale, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: unit === 'megabyte' ? 1 : 0,
  }).format(value)
}

/** Money as it came with an order; a currency nobody knows stays as it is written. */
export function money(value: number, currency: string | null, { locale }: Region): string {
  if (currency === null || !/^[A-Z]{3}$/.test(currency)) return `${number(value, { locale })} ${currency ?? ''}`.trim()
  return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(value)
}

/** Whole calendar days from `at` to `now`, in the zone. Negative for the future. */
function daysApart(at: number, now: number, { zone }: Region): number {
  return Math.round((Date.parse(dayOf(now, zone)) - Date.parse(dayOf(at, zone))) / day)
}

const twoDigits = (value: number): string => String(value).padStart(2, '0')
const joined = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
const capital = (text: string, locale: string): string => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)

/** Making a formatter takes longer than using it a hundred times. */
const figureFormatters = new Map<string, Intl.NumberFormat>()
function figures(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale + JSON.stringify(options)
  const known = figureFormatters.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(locale, options)
  figureFormatters.set(key, made)
  return made
}

const formatters = new Map<string, Intl.DateTimeFormat>()
type Options = { [Name in keyof Intl.DateTimeFormatOptions]: Intl.DateTimeFormatOptions[Name] | undefined }
function formatter(locale: string, options: Options): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, options as Intl.DateTimeFormatOptions)
  formatters.set(key, made)
  return made
}
