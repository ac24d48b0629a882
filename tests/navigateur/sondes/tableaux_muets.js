// The tables that leave the screen and do not say so.
() => [...document.querySelectorAll('main table')].filter((table) => {
  const edge = table.closest('.tableau')
  const wide = (edge ?? table).getBoundingClientRect().right
  return table.getBoundingClientRect().right > Math.min(wide, innerWidth) + 8 && !edge?.matches('[data-suite]')
}).map((table) => table.caption?.textContent)
