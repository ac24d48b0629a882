// A search field away from the search page: what answers in its place comes with the first touch, all of it together. Its words leave
// with the page.
const form = document.querySelector('[data-recherche]')
const waits = (yes) => document.documentElement.classList.toggle('attend', yes)
let coming

function come() {
  coming ??= fetched().catch(() => { // asked again after a failure
    coming = undefined
    waits(false)
    document.querySelector('[data-recherche-annonce]').textContent = 'La recherche ne répond pas. Passez par les listes, plus bas.'
  })
}

function fetched() {
  for (const name of ['chercher', 'distance', 'reponses']) import(`./${name}.js`).catch(() => {})
  const index = { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: form.dataset.mots }
  document.head.append(Object.assign(document.createElement('link'), index))
  return import('./recherche.js')
}

for (const gesture of ['focusin', 'submit']) form.addEventListener(gesture, come)
addEventListener('pagehide', () => form.reset())
if (form.contains(document.activeElement) || form.querySelector('input').value) come() // touched before this script came
else waits(false) // nothing here waits for what the address asks
