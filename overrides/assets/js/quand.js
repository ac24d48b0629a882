// Whether a place is open on the days that someone asks, for the finder and for the search alike, from the data of the finder
// (assets/trouver.json; see places/finder.py for the names of its fields). Nothing here reads a page.
import { localNow, openAt, pattern, toDay, weekday, words } from './ouverture.js'

export const JOURS = ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi']

// The days (numbers from day 0) that a « Quand » stands for: open on one of them is enough.
export function wantedDays(data, jour) {
  const day0 = toDay(data.jour0)
  const ordinary = (n) => data.vacances[n] !== '1' && data.feries[n] !== '1'
  const today = toDay(localNow().iso) - day0
  if (/^\d/.test(jour)) return [toDay(jour) - day0]
  if (jour === 'aujourdhui') return [today]
  const ahead = Array.from({ length: 120 }, (_, n) => Math.max(today, 0) + n)
  if (jour === 'vacances') {
    const start = ahead.find((n) => data.vacances[n] === '1')
    const end = ahead.find((n) => n > start && data.vacances[n] !== '1')
    return ahead.filter((n) => n >= start && n < end && weekday(day0 + n) % 6 && data.feries[n] !== '1')
  }
  if (!jour) return ahead.filter(ordinary).slice(0, 14) // even and odd weeks
  const wanted = JOURS.indexOf(jour)
  return ahead.filter((n) => weekday(day0 + n) === wanted && ordinary(n)).slice(0, 3)
}

// What a place says of these days: { open: { stop, text }, or undefined when no day says so; closed: it surely is; shown: the stops
// to show }. `stops`: those that count, of what moves, as { stop }; `commune`: that of who asks, or none.
export function opening(data, place, days, moment, stops, commune) {
  const told = (place.d ? stops : [{ stop: '' }]).map(({ stop }) => ({ stop, texts: texts(data, place, stop, days, moment) }))
  const shown = told.filter(({ texts }) => texts.some((text) => openAt(text, moment)))
  if (shown.length) return { shown, closed: false, open: { stop: shown[0].stop, text: shown[0].texts.find((text) => openAt(text, moment)) } }
  return { shown: stops, closed: place.d ? !mayStop(place, commune, told) : told[0].texts.some((text) => text !== undefined) }
}

// « o », open and no more is known, answers a day and no moment of it.
const texts = (data, place, stop, days, moment) =>
  (place.o ?? []).filter(([at]) => at === stop).flatMap(([, n]) => days.map((day) => pattern(data.horaires[n], day)))
    .map((text) => (moment && text === 'o' ? undefined : text))

// Whether what moves may stop on the asked day, closed where its hours are known: a stop whose hours nobody wrote, a commune
// that nobody listed. The stops of the chosen commune decide, if it has any.
function mayStop(place, commune, told) {
  const here = told.filter(({ stop }) => stop === commune)
  if (here.length) return here.some(({ texts }) => texts.every((text) => text === undefined))
  const others = (place.z ?? []).some((served) => served === '*' || !place.s?.includes(served))
  return others || !told.length || told.some(({ texts }) => texts.every((text) => text === undefined))
}

// The day and the moment that words say, as the finder's « Quand » has them; none, unless they name a day.
export function whenSaid(said) {
  const jour = said.find((word) => JOURS.includes(word.replace(/s$/, '')))?.replace(/s$/, '')
  const moment = said.includes('matin') ? 'matin' : said.includes('soir') ? 'soir' : said.includes('midi') && said.includes('apres') ? 'apres-midi' : ''
  return jour && { jour, moment }
}

// For the search: key of a place → { closed, told }, what its line says of that day; nothing for what has no day.
export function onDay(data, { jour, moment }, commune) {
  const days = wantedDays(data, jour)
  return new Map(data.lieux.flatMap((place) => {
    const { open, closed } = opening(data, place, days, moment, (place.s ?? []).map((stop) => ({ stop })), commune)
    if (!open && !closed && !place.r) return []
    return [[place.k, { closed, told: open ? `ouvert le ${jour} ${words(open.text)}` : closed ? `fermé le ${jour}${moment && ' '}${moment && MOMENTS[moment]}` : `le ${jour}\u00a0: à demander` }]]
  }))
}

const MOMENTS = { matin: 'matin', 'apres-midi': 'après-midi', soir: 'soir' }
