// Runs before the page is drawn, so that the chosen palette never flashes. All that the visitor's device keeps is that
// choice, once it is made, and the list of « Ma liste », once a button asked for it (liste.js).
(() => {
  let choice = null
  let list = null
  try {
    choice = localStorage.getItem('palette')
    list = localStorage.getItem('liste')
  } catch { /* storage refused: the device's own palette serves */ }
  if (choice === 'clair' || choice === 'sombre') document.documentElement.dataset.palette = choice
  document.documentElement.classList.replace('no-js', 'js')
  // The address asks for something that a script brings later: nothing is to move when it comes (see « .attend »).
  document.documentElement.classList.toggle('attend', location.search !== '' || list !== null)
  document.documentElement.classList.toggle('attend-liste', list !== null || new URLSearchParams(location.search).has('l'))
  // The site's own letters come after the first page, and from the device with the next ones; not where data are counted.
  const dressed = () => document.documentElement.classList.add('police')
  if (window.navigation?.canGoBack) dressed()
  else if (!navigator.connection?.saveData) addEventListener('load', () => document.querySelector('script[data-ensuite]') || dressed()) // else reponses.js
  // … unless that script fails: its target is then the script itself, or the window for what it throws.
  addEventListener('error', ({ target }) => {
    if (target === window || target.localName === 'script') document.documentElement.classList.remove('attend', 'attend-liste')
  }, true)
})()
