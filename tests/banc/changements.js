// Milliseconds of each change of filter, the list laid out again.
async () => {
  const times = []
  const set = (name, value) => {
    const field = document.querySelector(`.filtres #f-${name}`)
    const start = performance.now()
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
    document.body.getBoundingClientRect() // the list is laid out again
    times.push(performance.now() - start)
  }
  for (let n = 0; n < 5; n++) {
    const changes = Object.entries({ t: 'petite-enfance', jour: 'mercredi', age: '3', q: 'renards' })
    for (const [name, value] of changes) {
      set(name, value)
      await new Promise((done) => setTimeout(done, 20))
    }
    for (const name of ['t', 'jour', 'age']) set(name, '')
    times.splice(-3)
  }
  return times
}
