// What Folium's map (assets/carte/territoire.js, made by hooks/ctg/territory/map.py) cannot know: its page, its words, the
// keyboard. It calls these functions by name. The places shown are those of the page's own list: every element with data-lieu.
// On a map of figures, each outline wears the class of its row (tr[data-commune]) and says what the row says.
const carte = (() => {
  const holder = document.getElementById('map_territoire')
  const { racine, ici, autour } = holder.dataset // keys: the place of the page, the commune that its map is about
  const finder = document.querySelector('[data-chercheur]')
  const DOWN = [0, 1.25, 1.875, -1.875, 2.25, -3.25, 3.25, -4.5, 4.5] // rem
  const ACROSS = [0, 0.15, 0.3, 0.45, 0.6, 0.75, -0.3] // of the width of a name
  const WAYS = [[false, true], [true, true], [false, false]] // on two lines? beginning in its commune?
  const LINES = '[data-lieu], [data-commune]'
  const keyOf = ({ dataset: { lieu, repere, commune } }) => lieu ?? repere ?? `communes/${commune}`
  let shown = [...document.querySelectorAll(LINES)].map(keyOf) // in the order of the list
  const rows = new Map([...document.querySelectorAll('tr[data-commune]')].map((row) => [keyOf(row), row]))
  const pictos = new Map([...document.querySelectorAll('.pastille > svg')].map((svg) => [svg.parentElement.classList[1].slice('pastille--'.length), svg]))
  const lettre = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 // 1, or 2 for text twice as large
  const drawn = new Map() // key → its outline, its markers: one, or one a stop of what moves
  const ways = new Map() // the name of a town that lies beyond the map → where it is
  let map, layers // Folium's
  let opener // of the bubble

  // What is drawn for a key of the list; « services/bus@valbourg »: its stop in one commune.
  const all = (key) => drawn.get(key) ?? []
  const retenir = ({ properties: { lieu, arret } }, layer) => {
    for (const key of [lieu, `${lieu}@${arret}`]) drawn.set(key, [...all(key), layer])
    layer.on('add', () => (layer.getElement().dataset.repere = lieu))
  }
  // A place is drawn when the page lists it, or when the finder may; around a commune, when it is there; around another place, when
  // there is more to say than « in the same commune ».
  const surLaListe = ({ properties: { lieu, commune, approximatif } }) => {
    const here = commune === all(autour)[0]?.feature.properties.commune
    return lieu !== ici && (finder || shown.includes(lieu)) && (ici ? !(approximatif && here) : autour ? here : !lieu.startsWith('communes/'))
  }

  // What comes from the data is text, and cannot act as HTML.
  function make(tag, own, ...inside) {
    const element = Object.assign(document.createElement(tag), own)
    element.append(...inside)
    return element
  }
  function dress({ options: { icon } }, classes, ...inside) {
    const html = make('span', {}, ...inside)
    html.setAttribute('aria-hidden', true) // the title of a marker says more
    Object.assign(icon.options, { className: `${icon.options.className} ${classes}`, iconSize: null, html }) // sizes: carte.css
  }
  function nom({ properties: { nom, lieu, sorte } }, marker) {
    marker.sorte = lieu && (lieu === autour || all(`${ici}@${lieu.split('/')[1]}`).length) ? 'ici' : sorte // where it stops, too
    dress(marker, `nom--${marker.sorte}`, nom)
    if (sorte === 'vers') ways.set(marker, marker.getLatLng())
  }
  function lieu(feature, marker) {
    const { lieu, nom, dit, rubrique, lettre, arret, approximatif } = feature.properties
    const own = lieu === ici && !arret
    marker.options.title = `${nom}, ${dit.join('. ')}`
    if (own && approximatif) dress(marker, 'marqueur--approximatif marqueur--vague', nom, make('small', {}, 'seule la commune est connue')) // no pin: words in the outline
    else dress(marker, `marqueur--${rubrique}${approximatif ? ' marqueur--approximatif' : ''}`, pictos.get(rubrique)?.cloneNode(true) ?? lettre)
    retenir(feature, marker)
    if (ici && !approximatif) layers.noms.addData({ ...feature, properties: { nom, sorte: own ? 'lieu' : 'voisin' } })
  }
  function groupe(cluster) {
    const vague = cluster.getAllChildMarkers().every(({ feature }) => feature.properties.approximatif)
    const html = make('span', {}, cluster.getChildCount(), make('span', { className: 'sr' }, ` lieux${vague ? ' dont seule la commune est connue' : ''}, agrandir la carte`))
    return L.divIcon({ className: `groupe-lieux${vague ? ' groupe-lieux--approximatif' : ''}`, iconSize: null, html })
  }
  const valeur = (lieu) => rows.get(lieu).dataset.bulle
  function bulle({ feature: { properties: { lieu, nom, dit = rows.has(lieu) ? [valeur(lieu)] : [] } } }) {
    return make('div', {}, make('a', { href: `${racine}${lieu}/`, className: 'bulle__nom' }, nom), ...dit.map((text) => make('p', {}, text)))
  }

  function demarrer(objects, donnees) {
    layers = objects
    map = layers.territoire
    const { contours, groupes, lieux, zoom, choix } = layers
    if (!rows.size) contours.unbindTooltip() // while it is empty: Leaflet makes of each outline that it holds a stop of the keyboard
    for (const layer of Object.values(layers)) if (layer.options?.donnees) layer.addData(donnees[layer.options.donnees])
    groupes.addLayers(lieux.getLayers())
    for (const [key, { dataset: { classe, rayon } }] of rows) {
      all(key)[0]?.getElement().classList.add('contour--classe', `contour--classe-${classe}`)
      if (rayon) L.circleMarker(all(key)[0].getCenter(), { radius: rayon * lettre, className: 'disque', interactive: false }).addTo(map)
    }
    const tools = holder.parentElement.querySelector('.carte__outils')
    tools.prepend(zoom.getContainer()) // on the map, they would cover markers
    tools.querySelector('details')?.append(choix.getContainer()) // no ground under figures: it would hide their colours
    for (const pane of ['fond', 'overlayPane', 'noms']) map.getPane(pane).setAttribute('aria-hidden', true) // drawn only: they take no focus
    map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false }) // a bubble near the edge: at once
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(holder) // larger text, a folded panel
    document.fonts.addEventListener('loadingdone', ranger) // names of another width
    map.on('moveend resize', ranger) // after the outlines, which are drawn again by then
    document.addEventListener('keydown', keyboard)
    map.getPane('markerPane').addEventListener('focusin', bringIn)
    for (const gesture of ['mouseover', 'mouseout', 'focusin', 'focusout']) document.addEventListener(gesture, light)
    document.addEventListener('lieux:montres', ({ detail }) => {
      const focused = holder.contains(document.activeElement)
      shown = detail
      groupes.clearLayers().addLayers(shown.flatMap(all))
      ranger()
      if (focused && document.activeElement === document.body) holder.focus({ preventScroll: true })
    })
    frame()
  }

  // The whole territory and all that is drawn; or the page's own commune; or the page's own place, in the middle. Around a
  // commune, from far enough for the names of three others: most people know where those are.
  function frame() {
    const [own, other] = layers.ici.getLayers()
    const [home] = all(autour)
    const whole = layers.contours.getBounds()
    const bounds = L.latLngBounds().extend(home?.getBounds().pad(ici ? 0 : 0.1) ?? whole)
    const padding = L.point(28, 28).multiplyBy(rows.size ? 0.25 : lettre)
    home?.bringToFront().getElement().classList.add('contour--ici')
    if (own && !other) {
      const { lat, lng } = own.getLatLng()
      for (const corner of [bounds.getSouthWest(), bounds.getNorthEast()]) bounds.extend([2 * lat - corner.lat, 2 * lng - corner.lng])
      map.setView([lat, lng], map.getBoundsZoom(bounds, false, padding))
    } else map.fitBounds(bounds.extend(layers.lieux.getBounds()).extend(layers.ici.getBounds()), { padding })
    const told = () => layers.noms.getLayers().filter((name) => Number(name.sorte) && !name.getElement().style.visibility)
    while ((cut() || (home && told().length < 3)) && !map.getBounds().contains(whole)) map.setZoom(map.getZoom() - 0.25)
  }
  // Whether the edge goes through a marker.
  function cut() {
    const { left, top, right, bottom } = holder.getBoundingClientRect()
    const across = (low, high, edge) => low < edge && edge < high
    return [...holder.querySelectorAll('.leaflet-marker-pane > *')].map((icon) => icon.getBoundingClientRect()).some((icon) =>
      icon.right > left && icon.left < right && icon.bottom > top && icon.top < bottom
      && (across(icon.left, icon.right, left) || across(icon.left, icon.right, right) || across(icon.top, icon.bottom, top) || across(icon.top, icon.bottom, bottom)))
  }

  // The icon, in the order of the list, of each place: its own, or that of the group it is in.
  function icons(among = () => true) {
    const markers = shown.flatMap(all).filter((layer) => layer.getLatLng && among(layer))
    return new Set(markers.map((marker) => layers.groupes.getVisibleParent(marker)?.getElement()).filter(Boolean))
  }
  // The map moved, or what it shows changed. The keyboard meets the markers in the order of the list.
  function ranger() {
    const { activeElement } = document
    map.getPane('markerPane').append(...icons())
    if (holder.contains(activeElement)) activeElement.focus({ preventScroll: true }) // moving an element takes the focus off it
    names()
  }
  // Names, each where it covers neither a marker nor one before it: the page's place, its commune, the largest town first, the other
  // places. In the middle, else near it; that of a commune begins in it, unless it is a large town that has no room there.
  function names() {
    const box = (element) => element.getBoundingClientRect()
    const taken = [...holder.querySelectorAll('.leaflet-marker-pane > *, .leaflet-control')].map(box)
    const { left, top, right, bottom } = box(holder)
    const middle = map.getSize().divideBy(2)
    for (const [name, town] of ways) { // at the edge, on the way there
      const far = map.latLngToContainerPoint(town).subtract(middle)
      const { width, height } = box(name.getElement().firstChild)
      const share = Math.min(1, (middle.x - width / 2 - 4) / Math.abs(far.x), (middle.y - height / 2 - 4) / Math.abs(far.y))
      name.setLatLng(map.containerPointToLatLng(middle.add(far.multiplyBy(share))))
    }
    const first = ({ sorte }) => ['lieu', 'ici'].indexOf(sorte) >>> 0 // -1, the others, is the last
    for (const name of layers.noms.getLayers().sort((one, other) => first(one) - first(other))) {
      const element = name.getElement()
      const land = all(name.feature.properties.lieu).find(({ getBounds }) => getBounds)?.getElement()
      const begins = (x, y) => !land || land.isPointInFill(map.containerPointToLayerPoint([x - left, y - top]))
      element.style.translate = ''
      const room = WAYS.slice(0, name.sorte > 2 ? 2 : 3).some(([folded, strict]) => {
        element.classList.toggle('nom--plie', folded)
        const { x, y, width, height } = box(element.firstChild)
        const aside = Math.max(left + 3 - x, 0) + Math.min(right - 3 - x - width, 0) // its point is in view
        return ACROSS.some((share) => DOWN.slice(0, (land && strict) || first(name) < 2 ? 9 : 4).some((down) => {
          const [across, far] = [aside || share * width, down * 16 * lettre]
          const own = { left: x + across, right: x + across + width, top: y + far, bottom: y + far + height }
          const free = own.left >= left && own.right <= right && own.top >= top && own.bottom <= bottom && (!strict || begins(own.left + 4, own.top + height / 2))
            && taken.every((one) => own.right + 4 < one.left || one.right + 4 < own.left || own.bottom < one.top || one.bottom < own.top)
          if (free) element.style.translate = `${across}px ${far}px`
          return free && taken.push(own)
        }))
      })
      const kept = room || (name.sorte === 'lieu' && taken.push(box(element.firstChild))) // the page's own place, whatever it costs
      element.style.visibility = kept ? '' : 'hidden'
    }
  }

  // What Leaflet leaves out: Space presses every button of the map; Enter and Space open a group (its own clusters answer to
  // the mouse only), whose first place takes the focus; Escape closes what speaks.
  function keyboard(event) {
    if (event.key === 'Escape') map.closePopup() && layers.contours.closeTooltip()
    const group = event.target.closest('.groupe-lieux')
    const button = holder.parentElement.contains(event.target) && event.target.closest('[role=button]')
    if (!(event.key === ' ' && button) && !(event.key === 'Enter' && group)) return
    event.preventDefault()
    let places = []
    if (group) layers.groupes.once('clusterclick', ({ layer }) => (places = layer.getAllChildMarkers()))
    event.target.click()
    const [first] = icons((marker) => places.includes(marker))
    first?.focus()
  }
  // A marker that the keyboard reaches is in view, its ring too. Not under a mouse's finger: the click would miss it.
  function bringIn({ target }) {
    if (!target.matches(':focus-visible')) return
    holder.scrollTo(0, 0) // the browser scrolled it to show the icon, Leaflet is about to put it back
    map.panInside(map.layerPointToLatLng(L.DomUtil.getPosition(target)), { padding: [48, 48], animate: false })
  }
  // A line of the page and what is drawn for it answer to each other. Outlines take no focus: the table is the keyboard's way.
  function light({ type, target }) {
    const line = target.closest?.(`${LINES}, [data-repere]`)
    if (!line) return
    const [key, on] = [keyOf(line), type === 'mouseover' || type === 'focusin']
    for (const layer of all(key)) {
      ;(layers.groupes.getVisibleParent(layer) ?? layer).getElement()?.classList.toggle('vu', on)
      if (on) layer.bringToFront?.()
      if (line.matches('tr')) layer.fire(on ? 'mouseover' : 'mouseout', {}, true)
    }
    for (const other of document.querySelectorAll(LINES)) if (keyOf(other) === key) other.classList.toggle('vu', on)
  }
  function bulleOuverte({ popup }) {
    opener = document.activeElement
    popup.getElement().querySelector('.leaflet-popup-close-button').setAttribute('aria-label', 'Fermer la bulle')
    popup.getElement().querySelector('a').focus()
    layers.contours.closeTooltip()
  }
  // Escape or the cross: the keyboard goes back to the marker, not to the top of the page.
  function bulleFermee({ popup }) {
    const { activeElement } = document // the body, when the bubble is already gone
    if (activeElement === document.body || popup.getElement()?.contains(activeElement)) (opener.isConnected ? opener : holder).focus()
  }
  // IGN's ground came, asked for by the visitor, or went. Its pictures are sharp at whole levels only.
  function plan({ type }) {
    holder.classList.toggle('folium-map--fond', type === 'add')
    if (type === 'add') map.setZoom(Math.floor(map.getZoom()))
  }

  return { ici, lettre, ecart: () => (autour ? 34 : 48) * lettre, large: Math.min(300, holder.clientWidth - 96), surLaListe, retenir, lieu, nom, bulle, valeur: ({ feature }) => make('span', {}, valeur(feature.properties.lieu)), groupe, ranger, bulleOuverte, bulleFermee, plan, demarrer }
})()
