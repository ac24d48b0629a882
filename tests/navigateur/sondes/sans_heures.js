// What is said of a day known without its hours, and of the next, of which nothing is said.
async () => {
  const m = await import(new URL('../assets/js/ouverture.js', location))
  const on = (iso) => m.state([['?', 'o'], '01'], m.toDay('2026-11-24'), { iso, minutes: 600 }).text
  return ['2026-11-24', '2026-11-25'].map(on)
}
