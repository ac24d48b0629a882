// The page « Ma liste »: the essentials of each kept place, taken from its own page, to print or to share.
import { keep, kept, withList } from './liste.js'

const root = document.querySelector('[data-ma-liste]')
const lines = root.querySelector('ul')
const status = root.querySelector('[role=status]')
const share = root.querySelector('.partage')
const nothing = status.textContent // what the page says until a script counts

async function show() {
  lines.setAttribute('aria-busy', 'true')
  try {
    await fill()
  } finally {
    lines.removeAttribute('aria-busy')
  }
}

async function fill() {
  const keys = kept()
  const found = await Promise.all(keys.map(card))
  lines.replaceChildren(...found.filter(Boolean))
  const lost = found.filter((one) => !one).length
  const gone = lost > 1 ? ` ${lost} fiches n’existent plus.` : ' Une fiche n’existe plus.'
  const text = sentence(keys.length - lost) + (lost ? gone : '')
  if (status.textContent !== text) status.textContent = text // the same words again would be read again
  share.hidden = !keys.length
  if (keys.length) await shareTools()
}

const sentence = (count) =>
  count ? `${count} ${count > 1 ? 'lieux ou services gardés' : 'lieu ou service gardé'}.` : nothing

async function card(key) {
  const address = new URL(root.dataset.maListe + key + '/', location)
  const answer = await fetch(address)
  if (!answer.ok) return null
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const answers = page.querySelector('.reponses')
  if (!answers) return null
  // Links of the other page are relative to it.
  for (const link of page.querySelectorAll('a[href]')) link.href = new URL(link.getAttribute('href'), address).href
  const link = Object.assign(document.createElement('a'), { href: withList(address.href, kept()), textContent: page.querySelector('h1').textContent })
  const title = document.createElement('h2')
  title.append(link)
  const remove = Object.assign(document.createElement('button'), { type: 'button', className: 'bouton bouton--discret', textContent: 'Retirer' })
  remove.append(Object.assign(document.createElement('span'), { className: 'sr', textContent: ` ${link.textContent}` }))
  remove.addEventListener('click', async () => {
    keep(kept().filter((other) => other !== key))
    await show()
    status.focus()
  })
  for (const heading of answers.querySelectorAll('h2')) {
    const lower = document.createElement('h3')
    lower.append(...heading.childNodes)
    heading.replaceWith(lower)
  }
  answers.querySelector('.ouvert-maintenant')?.remove() // nothing here keeps it true
  for (const shadow of answers.querySelectorAll('[id]')) shadow.removeAttribute('id')
  const line = Object.assign(document.createElement('li'), { className: 'garde' })
  line.append(title, page.querySelector('.fiche__sous-titre'), answers, remove)
  return line
}

async function shareTools() {
  const address = location.href
  share.querySelector('input').value = address
  const { default: qrcode } = await import('./tiers/qrcode.js')
  const code = qrcode(0, 'M')
  code.addData(address)
  code.make()
  const picture = new DOMParser().parseFromString(code.createSvgTag({ cellSize: 4, margin: 8, scalable: true }), 'image/svg+xml').documentElement
  for (const name of ['cx', 'cy']) picture.querySelector('rect').removeAttribute(name) // a rect has neither
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', 'Code à photographier pour retrouver cette liste')
  share.querySelector('.partage__code').replaceChildren(document.importNode(picture, true))
}

share.querySelector('[data-copier]').addEventListener('click', async () => {
  const field = share.querySelector('input')
  try {
    await navigator.clipboard.writeText(field.value)
    status.textContent = 'Adresse copiée.'
  } catch {
    field.select() // the visitor copies by hand
  }
})
share.querySelector('[data-imprimer]').addEventListener('click', () => print())
show().finally(() => document.documentElement.classList.remove('attend'))
