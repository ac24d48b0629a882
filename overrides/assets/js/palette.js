// Runs before the page is drawn, so that the chosen palette never flashes. All that the visitor's device keeps is that
// choice, once it is made, and the list of « Ma liste », once a button asked for it (liste.js).
(() => {
  let choice, list = null
  const { classList, dataset } = document.documentElement
  try {
    choice = localStorage.getItem('palette')
    list = localStorage.getItem('liste')
  } catch { /* storage refused: the device's own palette serves */ }
  if (/^(clair|sombre)$/.test(choice)) dataset.palette = choice
  classList.replace('no-js', 'js')
  // The address asks for something that a script brings later: nothing is to move when it comes (see « .attend »).
  classList.toggle('attend', location.search || list !== null)
  classList.toggle('attend-liste', list !== null || new URLSearchParams(location.search).has('l'))
  // The site's own letters come after the first page, and from the device with the next ones; not where data are counted.
  const dressed = () => classList.add('police')
  const free = () => document.querySelector('[rel=modulepreload], input:focus') || dressed() // else reponses.js
  if (window.navigation?.canGoBack) free()
  if (!navigator.connection?.saveData) {
    addEventListener('load', free)
    addEventListener('suite', dressed)
  }
  // What is asked before the script that answers has come stays where it was typed: that script reads it there.
  addEventListener('submit', (event) => {
    if (event.target.matches('[data-recherche], .filtres')) event.preventDefault()
  }, true)
  // … unless that script fails: its target is then the script itself, or the window for what it throws.
  addEventListener('error', ({ target }) => {
    if (target === window || target.localName === 'script') classList.remove('attend', 'attend-liste')
  }, true)
})()
