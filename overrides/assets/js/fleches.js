// The keyboard in the finder's lists: Tab stops once a list, instead of three times a line; arrows reach the rest. Down and up,
// the lines, on into the next list; right and left, what a line offers. Without this script, each link is a stop.
const stops = (line) => [...line.querySelectorAll('a, button')]
const lines = (root) => [...root.querySelectorAll('[data-lieu]')].filter((line) => !line.hidden && !line.parentElement.parentElement.hidden)

// One stop a list: where the keyboard was, or else the name of its first line. `root`: what holds the lists.
export function arrange(root) {
  for (const list of root.querySelectorAll('.lieux')) {
    const all = [...list.children].filter((line) => !line.hidden).flatMap(stops)
    const kept = all.find((one) => one === document.activeElement) ?? all[0]
    for (const one of all) one.tabIndex = one === kept ? 0 : -1
  }
}

export function listen(root) {
  root.addEventListener('focusin', ({ target }) => {
    const list = target.closest('.lieux')
    if (!list || target.tabIndex === 0) return
    for (const one of stops(list)) one.tabIndex = one === target ? 0 : -1
  })
  root.addEventListener('keydown', (event) => {
    const line = event.target.closest('[data-lieu]')
    const next = line && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && goal(root, line, event)
    if (!next) return
    event.preventDefault() // the screen follows the focus
    next.focus()
  })
}

// Where an arrow leads, or nothing.
function goal(root, line, { key, target }) {
  const aside = { ArrowRight: 1, ArrowLeft: -1 }[key]
  if (aside) return stops(line)[stops(line).indexOf(target) + aside]
  const along = { ArrowDown: 1, ArrowUp: -1 }[key]
  const other = along && lines(root)[lines(root).indexOf(line) + along]
  return other && stops(other)[0]
}
