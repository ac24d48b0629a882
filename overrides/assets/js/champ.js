// A search field away from the search page: what answers in its place comes with the first touch. Its words leave with the page.
const form = document.querySelector('[data-recherche]')
let coming

const come = () => (coming ??= import('./recherche.js').catch(() => (coming = undefined))) // asked again after a failure
form.addEventListener('focusin', come)
if (form.contains(document.activeElement)) come() // touched before this script came
form.addEventListener('submit', (event) => {
  event.preventDefault()
  come()
})
addEventListener('pagehide', () => form.reset())
document.documentElement.classList.remove('attend') // nothing here waits for what the address asks
