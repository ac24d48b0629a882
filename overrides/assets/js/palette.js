// Runs before the page is drawn, so that the chosen palette never flashes. The only thing kept on the
// visitor's device is that choice, and only once it is made.
(() => {
  let choice = null
  try { choice = localStorage.getItem('palette') } catch { /* storage refused: the device's own palette serves */ }
  if (choice === 'clair' || choice === 'sombre') document.documentElement.dataset.palette = choice
  document.documentElement.classList.replace('no-js', 'js')
  // The address asks for something that a script brings later: nothing is to move when it comes (see « .attend »).
  document.documentElement.classList.toggle('attend', location.search !== '')
  document.documentElement.classList.toggle('attend-liste', new URLSearchParams(location.search).has('l'))
  // … unless that script fails: its target is then the script itself, or the window for what it throws.
  addEventListener('error', ({ target }) => {
    if (target === window || target.localName === 'script') document.documentElement.classList.remove('attend', 'attend-liste')
  }, true)
})()
