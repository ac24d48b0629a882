// What Folium's map (assets/carte/territoire.js) cannot know: its page, its words, the keyboard. hooks/ctg/territory/map.py declares it,
// with these functions by name, and says why each is here.
const carte = (() => {
  const holder = document.getElementById('map_territoire')
  const { racine, ici, autour } = holder.dataset // keys: the place of the page, the commune that its map is about
  const LINES = '[data-lieu], [data-commune]'
  const keyOf = ({ dataset: { lieu, repere, commune } }) => lieu ?? repere ?? `communes/${commune}`
  let shown = [...document.querySelectorAll(LINES)].map(keyOf) // in the order of the list
  const rows = new Map([...document.querySelectorAll('tr[data-commune]')].map((row) => [keyOf(row), row]))
  const lettre = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 // 1, or 2 for text twice as large
  const DOWN = [0, 1.25, 1.875, -1.875, 2.25, -3.25, 3.25, -4.5, 4.5] // rem
  let map, layers // Folium's
  const drawn = new Map() // key, « services/bus@valbourg » for one stop of what moves → its outline, its markers
  const all = (key) => drawn.get(key) ?? []
  const icon = (marker) => layers.groupes.getVisibleParent(marker)?.getElement() // its own, or that of the group it is in
  const box = (element) => (({ left, top, right, bottom }) => L.bounds([left, top], [right, bottom]))(element.getBoundingClientRect())

  function retenir({ properties: { lieu, arret } }, layer) {
    for (const key of [lieu, `${lieu}@${arret}`]) drawn.set(key, [...all(key), layer])
    if (rows.has(lieu)) layer.options.className += ` contour--classe contour--classe-${rows.get(lieu).dataset.classe}`
    layer.on('add', () => (layer.getElement().dataset.repere = lieu))
  }
  function surLaListe({ properties: { lieu, commune, approximatif } }) {
    const here = commune === all(autour)[0]?.feature.properties.commune
    return lieu !== ici && (shown.includes(lieu) || holder.closest('[data-chercheur]')) && (ici ? !(approximatif && here) : autour ? here : !lieu.startsWith('communes/'))
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
    marker.sorte = lieu && (lieu === autour || all(`${ici}@${lieu.split('/')[1]}`).length) ? 'ici' : sorte // where it stops, too
    dress(marker, `nom--${marker.sorte}`, nom)
  }
  function lieu(feature, marker) {
    const { lieu, nom, dit, rubrique, lettre, arret, approximatif } = feature.properties
    const own = lieu === ici && !arret
    marker.options.title = `${nom}, ${dit.join('. ')}`
    if (own && approximatif) dress(marker, 'marqueur--approximatif marqueur--vague', nom, make('small', {}, 'seule la commune est connue'))
    else dress(marker, approximatif ? 'marqueur--approximatif' : '', document.querySelector(`.pastille--${rubrique} > svg`)?.cloneNode(true) ?? lettre)
    retenir(feature, marker)
    if (ici && !approximatif) layers.noms.addData({ ...feature, properties: { nom, sorte: own ? 'lieu' : 'voisin' } })
  }
  function groupe(cluster) {
    const vague = cluster.getAllChildMarkers().every(({ feature }) => feature.properties.approximatif)
    const said = ` lieux${vague ? ' dont seule la commune est connue' : ''}, agrandir la carte`
    const html = make('span', {}, cluster.getChildCount(), make('span', { className: 'sr' }, said))
    return L.divIcon({ className: `groupe-lieux${vague ? ' groupe-lieux--approximatif' : ''}`, iconSize: null, html })
  }
  const valeur = ({ feature }) => make('span', {}, rows.get(feature.properties.lieu).dataset.bulle)
  function bulle(layer) {
    const { lieu, nom, dit = rows.has(lieu) ? [valeur(layer)] : [] } = layer.feature.properties
    return make('div', {}, make('a', { href: `${racine}${lieu}/`, className: 'bulle__nom' }, nom), ...dit.map((text) => make('p', {}, text)))
  }
  // Closed by Escape or the cross, it gives the keyboard back to the marker, not to the top of the page.
  function bulleOuverte({ popup }) {
    const opener = document.activeElement
    popup.getElement().querySelector('.leaflet-popup-close-button').ariaLabel = 'Fermer la bulle'
    popup.getElement().querySelector('a').focus()
    layers.contours.closeTooltip()
    popup.once('remove', () => document.activeElement === document.body && (opener.isConnected ? opener : holder).focus())
  }
  function demarrer(objects, donnees) {
    layers = objects
    map = layers.territoire
    if (!rows.size) layers.contours.unbindTooltip() // while it is empty: Leaflet makes of each outline that it holds a stop of the keyboard
    for (const layer of Object.values(layers)) if (layer.options?.donnees) layer.addData(donnees[layer.options.donnees])
    layers.groupes.addLayers(layers.lieux.getLayers())
    for (const [key, { dataset: { rayon: many } }] of rows)
      if (many) L.circleMarker(all(key)[0].getCenter(), { radius: many * lettre, className: 'disque', interactive: false }).addTo(map)
    const [tools, more] = holder.parentElement.querySelectorAll('.carte__outils, .carte__outils > details') // no ground under figures
    more?.append(layers.choix.getContainer())
    tools.prepend(layers.zoom.getContainer()) // on the map, it would cover markers
    for (const pane of ['fond', 'overlayPane', 'noms']) map.getPane(pane).ariaHidden = true // drawn only: they take no focus
    map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false }) // a bubble near the edge: at once
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(holder) // larger text, a folded panel
    map.on('moveend resize', ranger) // after the outlines, which are drawn again by then
    document.addEventListener('keydown', keyboard)
    for (const gesture of ['mouseover', 'mouseout', 'focusin', 'focusout']) document.addEventListener(gesture, light)
    document.addEventListener('lieux:montres', ({ detail }) => {
      layers.groupes.clearLayers().addLayers((shown = detail).flatMap(all))
      ranger()
    })
    frame()
  }
  // From far enough to cut no marker, and for the names of three towns around, or of two large ones: most people know where those are.
  function frame() {
    const [home] = all(autour)
    const bounds = L.latLngBounds().extend(home?.getBounds() ?? (ici ? [] : layers.contours.getBounds())).extend(layers.ici.getBounds())
    home?.bringToFront().getElement().classList.add('contour--ici')
    map.fitBounds(ici ? bounds : bounds.extend(layers.lieux.getBounds()), { maxZoom: ici && !home ? 12.5 : 18, padding: L.point(28, 28).multiplyBy(rows.size ? 0.25 : lettre) })
    if (layers.ici.getLayers().length === 1) map.setView(layers.ici.getBounds().getCenter())
    const cut = (marker) => box(holder).overlaps(box(marker)) && !box(holder).contains(box(marker))
    const told = () => layers.noms.getLayers().filter((name) => !name.getElement().style.visibility).reduce((many, { sorte }) => many + (sorte > 3 ? 1 : sorte > 0 ? 1.5 : 0), 0)
    const close = () => !map.getBounds().contains(bounds) || [...map.getPane('markerPane').children].some(cut) || ((home || ici) && told() < (home ? 3 : 1))
    while (close() && !map.getBounds().contains(layers.contours.getBounds())) map.setZoom(map.getZoom() - 0.25)
  }
  // The map moved, or what it shows changed: markers in the order of the list, then names, and the way to the town that says most.
  function ranger() {
    const { activeElement } = document
    map.getPane('markerPane').append(...new Set(shown.flatMap(all).map(icon).filter(Boolean)))
    if (holder.contains(activeElement)) activeElement.focus({ preventScroll: true }) // moving an element takes the focus off it
    const way = montrer((name) => map.getBounds().contains(loin(name)))
    nommer(way)
    const missed = montrer((name) => name !== way && !name.getElement().style.visibility)
    if (missed !== way) nommer(missed) // a larger town had no room
  }
  const loin = ({ feature: { properties, geometry: { coordinates: [lon, lat] } } }) => L.latLng(properties.loin ?? [lat, lon])
  // At the edge, « vers Grandval, 16 km »: large, and not far, of the towns that are not ``named`` (places/locator.py does the same).
  function montrer(named) {
    const [before, from] = [holder.querySelector('.plan__vers'), map.getCenter()]
    const chip = before?.cloneNode(true) // another, in its place: what changes does not move
    const rank = ({ feature: { properties: { rang, sorte } } }) => Number(rang ?? sorte)
    const at = (name) => map.latLngToContainerPoint(loin(name)).subtract(map.latLngToContainerPoint(from))
    const aside = (name) => Math.hypot(at(name).x, at(name).y) < 30 // in no direction
    const worth = (name) => rank(name) * 8 + map.distance(from, loin(name)) / 1000
    const [town] = chip ? layers.noms.getLayers().filter((name) => name.sorte !== 'ici' && rank(name) && !named(name) && !aside(name)).sort((one, other) => worth(one) - worth(other)) : []
    if (chip) chip.hidden = !town
    before?.replaceWith(chip)
    if (!town) return
    const { x, y } = at(town)
    const wind = Math.round((Math.atan2(y, x) * 4) / Math.PI)
    const km = Math.round(map.distance(from, loin(town)) / 1000)
    chip.firstChild.data = `vers ${town.feature.properties.nom.replace(/^vers /, '')}, ${km || 'moins de\u00a01'}\u00a0km `
    chip.className = `plan__vers plan__vers--${Math.abs(wind) > 2 ? 'gauche' : 'droite'}`
    chip.querySelector('path').setAttribute('transform', `rotate(${45 * wind})`)
    return town
  }
  // Names where they cover neither a marker nor one before them (the page's place, its commune, the largest town first), as close
  // to their town as can be: they begin in their commune, or stand beside a dot. That of the ``way`` has none.
  function nommer(way) {
    const view = box(holder)
    const [markers, taken] = ['.leaflet-marker-pane > *', '.leaflet-control, .plan__vers'].map((css) => [...holder.querySelectorAll(css)].map(box))
    const first = ({ sorte }) => ['lieu', 'ici'].indexOf(sorte) >>> 0 // -1, the others, is the last
    for (const name of layers.noms.getLayers().sort((one, other) => first(one) - first(other))) {
      const element = name.getElement()
      const text = element.firstChild
      text.style.translate = ''
      const { min, max } = box(text)
      const half = max.subtract(min).divideBy(2)
      const around = (step) => L.bounds(min.add(step).subtract([3, 1]), max.add(step).add([3, 1]))
      const land = all(name.feature.properties.lieu).find(({ getBounds }) => getBounds)?.getElement()
      const begins = (step) => land?.isPointInFill(map.containerPointToLayerPoint(min.add(step).subtract(view.min).add([4, half.y])))
      const gap = ({ x, y }) => Math.hypot(Math.max(Math.abs(x) - half.x, 0), Math.max(Math.abs(y) - half.y, 0))
      const point = L.bounds(min.add(half).subtract([4, 4]), min.add(half).add([4, 4]))
      const covers = (one) => one.overlaps(point)
      const near = taken.some(covers) ? 0 : (first(name) < 2 ? 48 : markers.some(covers) ? 28 : 20) * lettre
      const free = [0, 0.15, -0.15, 0.3, -0.3, 0.45, -0.45, 0.6, -0.6].flatMap((across) => DOWN.map((down) => L.point(across * 2 * half.x, down * 16 * lettre)))
        .filter((step) => name !== way && [around(step)].every((place) => view.contains(place) && ![...markers, ...taken].some((one) => one.overlaps(place))))
        .sort((one, other) => gap(one) - gap(other))
      const step = free.find((step) => begins(step) || (name.sorte !== 'ici' && gap(step) <= near)) ?? free.find((step) => gap(step) <= near) ?? (name.sorte === 'lieu' ? L.point(0, 0) : undefined)
      const dot = step && Number(name.sorte) && gap(step) > 2 && !begins(step)
      if (step) taken.push(around(step), ...(dot ? [point] : []))
      element.classList.toggle('nom--point', Boolean(dot))
      text.style.translate = step ? `${step.x}px ${step.y}px` : ''
      element.style.visibility = step ? '' : 'hidden'
    }
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
  // A line of the page and what is drawn for it answer to each other. A marker that the keyboard reaches is in view, its ring too.
  function light({ type, target }) {
    const line = target.closest?.(`${LINES}, [data-repere]`)
    const on = type === 'mouseover' || type === 'focusin'
    if (type === 'focusin' && target.matches('.leaflet-marker-pane > :focus-visible')) {
      holder.scrollTo(0, 0) // the browser scrolled it to show the icon, Leaflet is about to put it back
      map.panInside(map.layerPointToLatLng(L.DomUtil.getPosition(target)), { padding: [48, 48], animate: false })
    }
    for (const layer of line ? all(keyOf(line)) : []) {
      ;(icon(layer) ?? layer.getElement())?.classList.toggle('vu', on)
      if (on) layer.bringToFront?.()
      if (line.matches('tr')) layer.fire(on ? 'mouseover' : 'mouseout', {}, true)
    }
    for (const other of line ? document.querySelectorAll(LINES) : []) if (keyOf(other) === keyOf(line)) other.classList.toggle('vu', on)
  }
  return { ici, lettre, ecart: () => (autour ? 40 : 48) * lettre, large: Math.min(300, holder.clientWidth - 96), surLaListe, retenir, lieu, nom, bulle, valeur, groupe, ranger, bulleOuverte, demarrer }
})()
