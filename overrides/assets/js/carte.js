// What Folium's map cannot know. hooks/ctg/territory/map.py, which declares it, says why each of these is here.
const carte = (() => {
  const holder = document.getElementById('map_territoire')
  const { racine, ici, autour, cadre } = holder.dataset // ici, autour: keys, its place and the commune of its map
  const ways = [...holder.querySelectorAll('.plan__vers')] // « vers Grandval, 16 km », what says most first
  const LINES = '[data-lieu], [data-commune]'
  const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [0.6, -1], [0.6, 1], [-0.6, -1], [-0.6, 1]] // of a town: its name
  const keyOf = ({ dataset: { lieu, repere, commune } }) => lieu ?? repere ?? `communes/${commune}`
  let shown = [...document.querySelectorAll(LINES)].map(keyOf) // in the order of the list
  const rows = new Map([...document.querySelectorAll('tr[data-commune]')].map((row) => [keyOf(row), row.dataset]))
  const lettre = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 // 1, or 2 for text twice as large
  let map, layers, start // Folium's, and the middle of the map before anybody moved it
  const drawn = new Map() // key, « services/bus@valbourg » for one stop of what moves → its outline, its markers
  const all = (key) => drawn.get(key) ?? []
  const icon = (marker) => layers.groupes.getVisibleParent(marker)?.getElement() // its own, or that of its group
  const bounds = ({ left, top, right, bottom }) => L.bounds([left, top], [right, bottom])
  const box = (element) => bounds(element.getBoundingClientRect())
  function retenir({ properties: { lieu, arret } }, layer) {
    for (const key of [lieu, `${lieu}@${arret}`]) drawn.set(key, [...all(key), layer])
    if (rows.has(lieu)) layer.options.className += ` contour--classe contour--classe-${rows.get(lieu).classe}`
    layer.on('add', () => (layer.getElement().dataset.repere = lieu))
  }
  function surLaListe({ properties: { lieu, commune, approximatif } }) {
    const here = commune === all(autour)[0]?.feature.properties.commune
    if (lieu === ici || !(shown.includes(lieu) || holder.closest('[data-chercheur]'))) return false
    return ici ? !(approximatif && here) : autour ? here : !lieu.startsWith('communes/')
  }
  // What comes from the data is text, and cannot act as HTML.
  function make(tag, own, ...parts) {
    const element = Object.assign(document.createElement(tag), own)
    element.append(...parts)
    return element
  }
  function dress({ options: { icon: { options } } }, classes, ...parts) {
    options.className += ` ${classes}`
    options.html = make('span', { ariaHidden: true }, ...parts) // the title of a marker says more
  }
  function nom({ properties: { nom, lieu, sorte } }, marker) {
    const here = lieu && (lieu === autour || all(`${ici}@${lieu.split('/')[1]}`).length) // where it stops, too
    Object.assign(marker, { nom, own: here ? 2 : Number(sorte === 'lieu') })
    dress(marker, `nom--${here ? 'ici' : sorte}`, nom)
  }
  function lieu(feature, marker) {
    const { lieu, nom, dit, rubrique, lettre, arret, approximatif } = feature.properties
    const own = lieu === ici && !arret // its page is this one: nothing to press
    const sign = document.querySelector(`.pastille--${rubrique} > svg`)?.cloneNode(true) ?? lettre
    const words = own && approximatif ? [nom, make('small', {}, 'position approchée')] : [sign]
    Object.assign(marker.options, { title: `${nom}, ${dit.join('. ')}`, interactive: !own, keyboard: !own })
    dress(marker, approximatif ? `marqueur--approximatif ${own ? 'marqueur--vague' : ''}` : '', ...words)
    retenir(feature, marker)
    if (ici && !approximatif) layers.noms.addData({ ...feature, properties: { nom, sorte: own ? 'lieu' : 'voisin' } })
  }
  const compte = ({ properties: { lieu } }) => rows.get(lieu)?.rayon
  const rond = ({ properties: { lieu } }, disc) => disc.setRadius(rows.get(lieu).rayon * lettre)
  function groupe(cluster) {
    const vague = cluster.getAllChildMarkers().every(({ feature }) => feature.properties.approximatif)
    const more = ` lieux${vague ? ' de position approchée' : ''}, agrandir la carte`
    const html = make('span', {}, cluster.getChildCount(), make('span', { className: 'sr' }, more))
    return L.divIcon({ className: `groupe-lieux${vague ? ' groupe-lieux--approximatif' : ''}`, iconSize: null, html })
  }
  const valeur = ({ feature }) => make('span', {}, rows.get(feature.properties.lieu).bulle)
  function bulle(layer) {
    const { lieu, nom, dit = rows.has(lieu) ? [valeur(layer)] : [] } = layer.feature.properties
    const link = make('a', { href: `${racine}${lieu}/`, className: 'bulle__nom' }, nom)
    return make('div', {}, link, ...dit.map((text) => make('p', {}, text)))
  }
  // Closed by Escape or the cross, it gives the keyboard back to the marker, not to the top of the page.
  function ouvrir({ popup }) {
    const opener = document.activeElement
    popup.once('remove', () => document.activeElement.matches('body') && (opener.isConnected ? opener : holder).focus())
    popup.getElement().querySelector('.leaflet-popup-close-button').ariaLabel = 'Fermer la bulle'
    popup.getElement().querySelector('a').focus()
    layers.contours.closeTooltip()
  }
  function demarrer(objects, donnees) {
    layers = objects
    map = layers.territoire
    if (!rows.size) layers.contours.unbindTooltip() // while empty: it makes of each outline a stop of the keyboard
    for (const layer of Object.values(layers)) if (layer.options?.donnees) layer.addData(donnees[layer.options.donnees])
    layers.groupes.addLayers(layers.lieux.getLayers())
    holder.parentElement.querySelector('.carte__outils > details')?.append(layers.choix.getContainer())
    holder.nextElementSibling.prepend(layers.zoom.getContainer()) // on the map, it would cover markers
    for (const pane of ['fond', 'overlayPane', 'noms']) map.getPane(pane).ariaHidden = true // they take no focus
    map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false }) // a bubble near the edge
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(holder) // larger text, a folded panel
    document.addEventListener('keydown', keyboard)
    for (const gesture of ['mouseover', 'mouseout', 'focusin', 'focusout']) document.addEventListener(gesture, light)
    document.addEventListener('lieux:montres', ({ detail }) => {
      layers.groupes.clearLayers().addLayers((shown = detail).flatMap(all))
      ranger()
    })
    // In view: what the page says (places/locator.py), else where its own stops are, else the territory, its markers.
    const whole = layers.contours.getBounds().extend(layers.lieux.getBounds())
    const view = cadre ? JSON.parse(cadre) : ici ? layers.ici.getBounds() : whole
    map.fitBounds(view, { maxZoom: 13, padding: L.point(28, 28).multiplyBy(cadre || rows.size ? 0.25 : lettre) })
    all(autour)[0]?.bringToFront().getElement().classList.add('contour--ici')
  }
  // The map moved, or what it shows changed: markers in the order of the list, names, the way to a town without one.
  function ranger() {
    const { activeElement } = document
    map.getPane('markerPane').append(...new Set(shown.flatMap(all).map(icon).filter(Boolean)))
    if (holder.contains(activeElement)) activeElement.focus({ preventScroll: true }) // moving an element takes it off
    const names = nommer()
    const named = ({ textContent }) => names.some(({ nom }) => textContent.includes(`${nom},`))
    start ??= map.getCenter()
    const way = map.getBounds().pad(-0.3).contains(start) && ways.find((one) => !named(one))
    for (const one of ways) one.hidden = one !== way
    nommer() // around it
  }
  // A name stands beside its town, where it covers nothing, nor a town, or is not drawn; the page's own may be farther.
  function nommer() {
    const view = box(holder)
    const taken = [...holder.querySelectorAll('.leaflet-marker-icon, .leaflet-control, .plan__vers')].map(box)
    return layers.noms.getLayers().sort((one, other) => other.own - one.own).filter((name) => {
      const text = name.getElement().firstChild
      const at = box(name.getElement()).min
      const half = L.point(text.offsetWidth + 4, text.offsetHeight + 2).divideBy(2)
      const beside = (gap) => SIDES.map(([x, y]) => half.scaleBy(L.point(x, y)).add(y ? [0, y * gap] : [x * gap, 0]))
      const step = [6, 20, ...(name.own ? [34, 48] : [])].flatMap((gap) => beside(gap * lettre)).find((step) => {
        const place = L.bounds(at.add(step).subtract(half), at.add(step).add(half))
        return view.contains(place) && !taken.some((one) => one.overlaps(place)) && taken.push(place)
      })
      name.getElement().style.visibility = step ? '' : 'hidden'
      if (step) text.style.translate = `${step.x}px ${step.y}px`
      return step
    })
  }
  function keyboard(event) {
    if (event.key === 'Escape') map.closePopup() && layers.contours.closeTooltip()
    const button = holder.parentElement.contains(event.target) && event.target.closest('[role=button]')
    if (!button || ![' ', 'Enter'].includes(event.key)) return
    event.preventDefault()
    const first = button.matches('.groupe-lieux') && shown.flatMap(all).find((layer) => icon(layer) === button)
    button.click()
    if (first) icon(first).focus()
  }
  // A line of the page and what is drawn for it answer to each other. A marker reached by the keyboard is in view.
  function light({ type, target }) {
    const line = target.closest?.(`${LINES}, [data-repere]`)
    const on = type === 'mouseover' || type === 'focusin'
    if (type === 'focusin' && target.matches('.leaflet-marker-pane > :focus-visible')) {
      map.panInside(map.layerPointToLatLng(L.DomUtil.getPosition(target)), { padding: [48, 48], animate: false })
    }
    if (!line) return
    for (const layer of all(keyOf(line))) {
      ;(icon(layer) ?? layer.getElement())?.classList.toggle('vu', on)
      if (on) layer.bringToFront?.()
      if (line.matches('tr')) layer.fire(on ? 'mouseover' : 'mouseout', {}, true)
    }
    document.querySelectorAll(LINES).forEach((one) => keyOf(one) === keyOf(line) && one.classList.toggle('vu', on))
  }
  return { ici, lettre, retenir, surLaListe, lieu, nom, compte, rond, groupe, bulle, valeur, ouvrir, ranger, demarrer }
})()
