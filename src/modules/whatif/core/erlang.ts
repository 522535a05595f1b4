/**
 * Erlang-A (M/M/n+M): people come at random, n agents serve one at a time, and who waits too long leaves. Garnett,
 * Mandelbaum and Reiman, "Designing a Call Center with Impatient Customers" (2002); the integrals are those of
 * Mandelbaum and Zeltyn, "The Palm/Erlang-A Queue" (2004).
 */
export type ErlangInput = {
  /** Arrivals, ends of conversations by one agent, and losses of patience, each per second. */
  arrivals: number
  service: number
  /** 0: nobody gives up (Erlang-C). */
  impatience: number
  agents: number
  /** Answered within so many seconds is in time. */
  withinSeconds: number
}

export type ErlangAnswer = {
  /** Shares from 0 to 1. */
  waits: number
  abandons: number
  /** Answered in time, of all who come. */
  inTime: number
  /** Average seconds of all who come, also of those who leave. */
  wait: number
}

/** Beyond this share of the highest point nothing is added any more, on a logarithmic scale. */
const negligible = 40
/** Of each piece that is integrated. */
const steps = 16

/** Null: more comes than can be served and nobody gives up, so that the line grows for ever. */
export function erlangA({ arrivals, service, impatience, agents, withinSeconds }: ErlangInput): ErlangAnswer | null {
  if (arrivals <= 0) return { waits: 0, abandons: 0, inTime: 1, wait: 0 }
  if (impatience <= 0 && arrivals >= agents * service) return null
  if (agents <= 0) return nobodyThere(impatience)
  // Density of the time a person with endless patience would wait, without its constant and its scale.
  const exponent = (x: number): number =>
    (impatience > 0 ? (arrivals / impatience) * -Math.expm1(-impatience * x) : arrivals * x) - agents * service * x
  const peak = impatience > 0 && arrivals > agents * service ? Math.log(arrivals / (agents * service)) / impatience : 0
  const top = exponent(peak)
  const end = endOf(exponent, peak, top)
  const finest = 1 / (arrivals + agents * service + impatience)
  const width = peak > 0 ? 1 / Math.sqrt(agents * service * impatience) : finest
  const breaks = breaksOf({ peak, width, finest, end })
  const freeLog = logFree(arrivals / service, agents)
  const scale = Math.max(top, freeLog)
  const density = (x: number): number => Math.exp(exponent(x) - scale)
  const over = (from: number, weight: (x: number) => number): number =>
    integral((x) => density(x) * weight(x), [from, ...breaks.filter((x) => x > from)])
  const all = over(0, () => 1)
  // Nobody waits with the weight of the states in which somebody is free.
  const free = Math.exp(freeLog - scale)
  const whole = free + arrivals * all
  const stays = (x: number): number => Math.exp(-impatience * x)
  const served = over(0, stays)
  const inTimeAfterWaiting = served - over(withinSeconds, stays)
  const abandons = (arrivals * (all - served)) / whole
  const wait = impatience > 0 ? abandons / impatience : (arrivals * over(0, (x) => x)) / whole
  return {
    waits: (arrivals * all) / whole,
    abandons,
    inTime: Math.min(1, (free + arrivals * inTimeAfterWaiting) / whole),
    wait,
  }
}

/** Everybody who comes leaves when their patience ends. */
const nobodyThere = (impatience: number): ErlangAnswer => ({ waits: 1, abandons: 1, inTime: 0, wait: 1 / impatience })

/** The logarithm of sum over j < n of (R^j / j!) / (R^(n-1) / (n-1)!), with R the load: 1 / B(n - 1, R). */
function logFree(load: number, agents: number): number {
  let log = 0 // Of E(0) = 1.
  for (let n = 1; n < agents; n++) {
    // E(n) = 1 + E(n - 1) * n / R, which overflows for thousands of agents with little to do: kept as its logarithm.
    const grown = log + Math.log(n / load)
    log = grown > 0 ? grown + Math.log1p(Math.exp(-grown)) : Math.log1p(Math.exp(grown))
  }
  return log
}

/** Where the density has become negligible. */
function endOf(exponent: (x: number) => number, peak: number, top: number): number {
  let width = 1
  while (exponent(peak + width) > top - negligible) width *= 2
  let [low, high] = [peak + width / 2, peak + width]
  for (let n = 0; n < 50; n++) {
    const middle = (low + high) / 2
    if (exponent(middle) > top - negligible) low = middle
    else high = middle
  }
  return high
}

/**
 * Where to look closely: pieces that double in length away from zero, where people who do not wait long are, and away
 * from the peak, so that each is smooth for its length.
 */
function breaksOf({
  peak,
  width,
  finest,
  end,
}: {
  peak: number
  width: number
  finest: number
  end: number
}): number[] {
  const breaks = [end, peak]
  for (let away = finest / 4; away < end; away *= 2) breaks.push(away)
  for (let away = width / 4; away < end; away *= 2) breaks.push(peak + away, peak - away)
  return breaks.filter((x) => x > 0 && x <= end).sort((a, b) => a - b)
}

function integral(of: (x: number) => number, breaks: readonly number[]): number {
  return breaks.reduce((sum, to, at) => (at === 0 ? 0 : sum + simpson(of, breaks[at - 1] ?? to, to)), 0)
}

function simpson(of: (x: number) => number, from: number, to: number): number {
  const width = (to - from) / steps
  let sum = of(from) + of(to)
  for (let n = 1; n < steps; n++) sum += of(from + n * width) * (n % 2 === 1 ? 4 : 2)
  return (sum * width) / 3
}
