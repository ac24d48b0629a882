// From its arrival on: what moved in a page, `shifts()`, and how much, `moved()` (Cumulative Layout Shift). To be run before it.
(() => {
  const found = []
  let sum = 0
  const note = (entries) => entries.forEach(({ value, sources }) => {
    sum += value
    found.push(...sources.map(({ node }) => `${value.toFixed(4)} ${(node?.outerHTML ?? node?.data ?? '').slice(0, 80)}`))
  })
  const observer = new PerformanceObserver((list) => note(list.getEntries()))
  observer.observe({ type: 'layout-shift', buffered: true })
  window.shifts = () => { note(observer.takeRecords()); return found }
  window.moved = () => { note(observer.takeRecords()); return sum }
})()
