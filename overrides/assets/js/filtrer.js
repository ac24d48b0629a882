// Filters the list of a page. Each select of the form filters on its own name: an item (data-filtrable) stays when its
// data-filtre-<name>, words separated by spaces, holds the choice, or « * », which answers to every choice. Empty groups
// go, the count is announced, and the choice is in the address, so that it can be shared and found again.
const root = document.querySelector('[data-filtrer]')
const form = root.querySelector('form')
const items = [...root.querySelectorAll('[data-filtrable]')]
const status = root.querySelector('[data-filtrer-annonce]')

const everything = status.textContent.trim()
const count = (n) => `${n} ${n > 1 ? status.dataset.plusieurs : status.dataset.un}`

function matches(item, [name, value]) {
  const own = (item.getAttribute(`data-filtre-${name}`) ?? '').split(' ')
  return own.includes(value) || own.includes('*')
}

function show(choices, ignored) {
  for (const item of items) item.hidden = !choices.every((choice) => matches(item, choice))
  for (const group of root.querySelectorAll('[data-filtrer-groupe]')) {
    const kept = group.querySelectorAll('[data-filtrable]:not([hidden])').length
    group.hidden = !kept && choices.length > 0
    group.querySelector('[data-filtrer-compte]').textContent = kept
    group.querySelector('[data-filtrer-compte] + .sr').textContent = ` ${kept > 1 ? status.dataset.plusieurs : status.dataset.un}`
  }
  const fold = root.querySelector('[data-filtrer-pli]')
  if (fold) {
    if (choices.length) fold.open = true // what answers may be in it
    fold.hidden = choices.length > 0 && !fold.querySelector('[data-filtrable]:not([hidden])')
  }
  form.querySelector('[data-filtrer-nombre]').textContent = choices.length ? `(${choices.length})` : ''
  const text = sentence(choices, items.filter((item) => !item.hidden).length) +
    (ignored ? ' L’adresse contenait un filtre que nous ne connaissons pas\u00a0: il a été laissé de côté.' : '')
  if (status.textContent !== text) status.textContent = text // the same words again would be read again
}

function sentence(choices, kept) {
  if (!choices.length) return everything
  const among = status.dataset.parmi ? `, ${status.dataset.parmi}` : ''
  return kept ? `${count(kept)} sur ${items.length}${among}.` : 'Rien ne correspond à tous ces choix. Retirez-en un.'
}

function refresh(ignored = false) {
  const choices = [...new FormData(form)].filter(([, value]) => value)
  const address = new URL(location)
  for (const { name } of form.querySelectorAll('select')) address.searchParams.delete(name)
  for (const [name, value] of choices) address.searchParams.set(name, value)
  if (address.href !== location.href) history.replaceState(history.state, '', address)
  show(choices, ignored)
}

// What the address asks for, as far as the selects offer it.
function restore() {
  let ignored = false
  for (const select of form.querySelectorAll('select')) {
    select.value = new URL(location).searchParams.get(select.name) ?? ''
    if (select.selectedIndex < 0) {
      select.value = ''
      ignored = true
    }
  }
  refresh(ignored)
}

if (form) {
  form.addEventListener('change', () => refresh())
  form.addEventListener('submit', (event) => event.preventDefault())
  form.querySelector('[data-filtrer-tout]').addEventListener('click', () => {
    for (const select of form.querySelectorAll('select')) select.value = ''
    refresh()
  })
  addEventListener('popstate', restore)
  restore()
  form.querySelector('details').open = [...new FormData(form).values()].some(Boolean)
  form.classList.add('tri--actif')
  document.documentElement.classList.remove('attend')
}
