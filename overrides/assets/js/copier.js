// A button beside each piece of code: without this script, the code is selected and copied by hand.
const said = document.body.appendChild(document.createElement('p'))
said.className = 'sr'
said.setAttribute('role', 'status')

for (const code of document.querySelectorAll('[data-copier]')) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'bouton bouton--discret'
  const name = document.createElement('span')
  name.className = 'sr'
  name.textContent = ` : ${code.dataset.copier}`
  button.append('Copier le code', name)
  code.parentElement.after(button)
  button.addEventListener('click', async () => {
    said.textContent = ''
    try {
      await navigator.clipboard.writeText(code.textContent)
      button.firstChild.data = said.textContent = 'Code copié'
      setTimeout(() => { button.firstChild.data = 'Copier le code' }, 4000)
    } catch {
      // An old browser, or a page without https: the code is selected, the keyboard copies it.
      getSelection().selectAllChildren(code)
      said.textContent = 'Le code est sélectionné : copiez-le avec Ctrl et C.'
    }
  })
}
