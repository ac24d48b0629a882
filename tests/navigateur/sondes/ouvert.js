// What is said at these times; then a day, and the next, of a leap year.
async ({ times }) => {
  const m = await import(new URL('../assets/js/ouverture.js', location))
  const codes = Array.from({length: 400}, (_, n) => m.weekday(m.toDay('2026-11-25') + n) % 6 ? '1' : '0').join('')
  const state = now => m.state([['', '540-720,840-1080'], codes], m.toDay('2026-11-25'), m.localNow(new Date(now)))
  const day = m.toDay('2028-02-29')
  return [times.map(now => [now, state(now).text]), [m.toIso(day), m.toIso(day + 1), m.weekday(day)]]
}
