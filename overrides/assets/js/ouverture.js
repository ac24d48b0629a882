// Reads the opening hours that the build wrote, day by day: nothing here knows a rule about holidays.
// A schedule is [patterns, codes]: codes has one character a day from day 0, the rank (base 36) of a pattern;
// a pattern is « 480-720,840-1080 » (minutes since midnight), « m », « a », « j » (a half-day or a day whose
// times are not known), « o » (open, hours to be asked), « ? » (not known) or « » (closed).

const DAY = 86_400_000
const MOMENTS = { matin: [0, 720], 'apres-midi': [720, 1080], soir: [1080, 1440] }
const HALVES = { m: [0, 720], a: [720, 1080], j: [0, 1080], o: [0, 1440] }

// Dates are counted as whole days in UTC, so that a change of the clocks never moves one.
export const toDay = (iso) => Date.parse(iso + 'T00:00:00Z') / DAY
export const toIso = (day) => new Date(day * DAY).toISOString().slice(0, 10)
export const weekday = (day) => new Date(day * DAY).getUTCDay() // 0 is Sunday

// Now in the territory, whatever the zone of the visitor's device: { iso, minutes }. The frame says its zone when it is not Paris.
export function localNow(now = new Date()) {
  const parts = new Intl.DateTimeFormat('fr-FR', {
    timeZone: globalThis.document?.documentElement.dataset.fuseau ?? 'Europe/Paris', hourCycle: 'h23',
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit',
  }).formatToParts(now)
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]))
  return { iso: `${part.year}-${part.month}-${part.day}`, minutes: Number(part.hour) * 60 + Number(part.minute) }
}

// The pattern of a day as the build wrote it, or undefined beyond what it computed.
function written([patterns, codes], index) {
  const code = codes[index]
  return code === undefined ? undefined : patterns[parseInt(code, 36)]
}

// The pattern of a day, or undefined when it is not known.
export function pattern(schedule, index) {
  const text = written(schedule, index)
  return text === '?' ? undefined : text
}

export const spans = (text) =>
  text ? text.split(',').map((part) => HALVES[part] ?? part.split('-').map(Number)) : []

export function openAt(text, moment) {
  const [from, to] = MOMENTS[moment] ?? [0, 1440]
  return spans(text).some(([start, end]) => start < to && end > from)
}

export const clock = (minutes) =>
  `${Math.floor(minutes / 60)}\u00a0h` + (minutes % 60 ? `\u00a0${String(minutes % 60).padStart(2, '0')}` : '')

const IN_WORDS = { m: 'le matin', a: 'l’après-midi', j: 'dans la journée', o: '(heures à demander)' }
export const words = (text) =>
  text.split(',').map((part) => IN_WORDS[part] ?? part.split('-').map((m) => clock(Number(m))).join(' à ')).join(' et ')

// « Ouvert, ferme à 18 h », « Fermé, ouvre demain à 9 h »: the state at a moment, or undefined when not known.
export function state(schedule, day0, now = localNow()) {
  const index = toDay(now.iso) - day0
  const today = index < 0 ? undefined : written(schedule, index)
  if (today === undefined) return undefined
  if (today === '?') return { open: undefined, text: 'Aujourd’hui\u00a0: demandez' }
  if (/[majo]/.test(today)) return { open: undefined, text: `Ouvert aujourd’hui ${words(today)}` }
  const current = spans(today).find(([start, end]) => start <= now.minutes && now.minutes < end)
  if (current) return { open: true, text: `Ouvert maintenant, jusqu’à ${clock(current[1])}` }
  const later = spans(today).find(([start]) => start > now.minutes)
  if (later) return { open: false, text: `Fermé maintenant, ouvre à ${clock(later[0])}` }
  for (let ahead = 1; ahead <= 60; ahead++) {
    const text = pattern(schedule, index + ahead)
    if (text === undefined) break
    if (text) return { open: false, text: `Fermé, ouvre ${when(day0 + index + ahead, ahead)}${first(text)}` }
  }
  return { open: false, text: 'Fermé' }
}

function when(day, ahead) {
  if (ahead === 1) return 'demain'
  const options = { weekday: 'long', timeZone: 'UTC', ...(ahead > 6 && { day: 'numeric', month: 'long' }) }
  return new Date(day * DAY).toLocaleDateString('fr-FR', options)
}

const first = (text) => (/^[majo]/.test(text) ? ` ${words(text)}` : ` à ${clock(spans(text)[0][0])}`)
