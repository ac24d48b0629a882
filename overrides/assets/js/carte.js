// How the Folium map looks and answers. Folium's script (assets/carte/territoire.js) calls these by name;
// the places shown are those of the page's own list: every element with data-lieu. On a map of figures, each outline
// wears the class of its row in the page's own table (tr[data-commune]) and says what the row says.
const carte = (() => {
  const holder = document.getElementById('map_territoire')
  const tools = holder.parentElement.querySelector('.carte__outils') // none beside a map of figures
  const listed = new Set([...document.querySelectorAll('[data-lieu]')].map((element) => element.dataset.lieu))
  const rows = new Map([...document.querySelectorAll('tr[data-commune]')].map((row) => [row.dataset.commune, row]))
  // The pictograms of the page's own list, by rubrique.
  const pictos = new Map([...document.querySelectorAll('.pastille > svg')].map((svg) => [svg.parentElement.classList[1].slice('pastille--'.length), svg.outerHTML]))
  const markers = new Map() // key → its markers: one, or one a stop of what moves
  let order // keys shown (see all), once the finder has filtered its list
  document.addEventListener('lieux:montres', ({ detail }) => (order = detail))
  const APART = 0.012 // degrees: a single place is shown with its surroundings
  const LETTER = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16 // 1, or 2 for text twice as large
  const ROOM = { left: 12, top: 12, right: 12, bottom: 36 } // px around a focused marker: ring, credits
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
  if (calm) L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, inertia: false })
  L.MarkerClusterGroup.mergeOptions({ maxClusterRadius: 48 * LETTER, spiderfyDistanceMultiplier: 1.4 * LETTER }) // px
  L.Marker.mergeOptions({ autoPanOnFocus: false }) // Leaflet would leave it at the very edge, its ring cut (see bringIn)

  // L.geoJson's filter: a place is drawn when the page lists it, or when the finder may.
  const whole = document.querySelector('[data-chercheur]')
  const surLaListe = ({ properties: { lieu } }) => listed.has(lieu) || (whole && !lieu.startsWith('communes/'))

  function marqueur(feature, latlng) {
    const place = feature.properties
    const icon = L.divIcon({
      className: `marqueur marqueur--${place.rubrique}${place.approximatif ? ' marqueur--approximatif' : ''}`,
      html: `<span aria-hidden="true">${pictos.get(place.rubrique) ?? (/^[A-Z]$/.test(place.lettre) ? place.lettre : '')}</span>`,
      iconSize: [30 * LETTER, 30 * LETTER],
    })
    const marker = L.marker(latlng, { icon, title: describe(place), riseOnHover: true }) // its name too: the drawing is for eyes
    marker.bindPopup(() => popup(place), { autoPanPadding: [24, 24] })
    markers.set(place.lieu, [...all(place.lieu), marker])
    return marker
  }

  // The markers of a key of the list; « services/bus@valbourg »: those of its stops in one commune.
  function all(key) {
    const [place, commune] = key.split('@')
    return (markers.get(place) ?? []).filter((marker) => !commune || marker.feature.properties.arret === commune)
  }

  const describe = (place) =>
    place.arret
      ? `${place.nom}, ${place.type}. ${place.passe} ${place.quand}`
      : `${place.nom}, ${place.type}, ${place.commune}` + (place.approximatif ? ', position approximative' : '')

  // Built from text nodes: what comes from the data cannot act as HTML.
  function popup(place) {
    const box = document.createElement('div')
    const link = Object.assign(document.createElement('a'), {
      href: `${holder.dataset.racine}${place.lieu}/`,
      textContent: place.nom,
      className: 'bulle__nom',
    })
    const say = (text) => box.append(Object.assign(document.createElement('p'), { textContent: text }))
    box.append(link)
    say(place.arret ? place.type : `${place.type}, ${place.commune}`)
    if (place.arret) say(`${place.passe} ${place.quand}`)
    if (place.approximatif) say('Position approximative\u00a0: centre de la commune.')
    return box
  }

  function groupe(cluster) {
    const count = cluster.getChildCount()
    return L.divIcon({
      className: 'groupe-lieux',
      html: `<span aria-hidden="true">${count}</span><span class="sr">${count} lieux, agrandir la carte</span>`,
      iconSize: [36 * LETTER, 36 * LETTER],
    })
  }

  function styleContour({ properties: { commune } }) {
    const row = rows.get(commune)
    const own = row ? ` contour--classe contour--classe-${row.dataset.classe}` : commune === holder.dataset.commune ? ' contour--ici' : ''
    return { className: 'contour' + own, weight: 1, interactive: Boolean(row) }
  }

  // The layers as Folium drew them, empty, and what goes into them.
  function demarrer({ carte: map, contours, groupes, lieux, fond }, donnees) {
    contours.addData(donnees.contours)
    groupes.addLayers(lieux.addData(donnees.lieux).getLayers())
    // A bubble that opens near the edge makes the map slide: at once for those who asked for less motion.
    if (calm) map.panBy = (offset) => L.Map.prototype.panBy.call(map, offset, { animate: false })
    if (rows.size) map.options.zoomSnap = 0 // no tiles to keep sharp: the communes fill the map
    frame(map, contours, lieux)
    if (holder.dataset.commune) nameTowns(map, contours, groupes)
    if (rows.size) tieRows(map, contours)
    const zoom = L.control.zoom({ zoomInTitle: 'Agrandir la carte', zoomOutTitle: 'Réduire la carte' }).addTo(map)
    tools?.prepend(zoom.getContainer()) // on the map, they would cover markers
    map.attributionControl.setPrefix(false)
    map.getContainer().setAttribute('role', 'group')
    map.getContainer().setAttribute('aria-label', 'Carte\u00a0: les flèches la déplacent, plus et moins l’agrandissent ou la réduisent')
    map.getPane('overlayPane').setAttribute('aria-hidden', 'true') // outlines: drawn only, they take no focus
    map.on('popupopen', ({ popup: opened }) => {
      opened.getElement().querySelector('.leaflet-popup-close-button').setAttribute('aria-label', 'Fermer la bulle')
      opened.getElement().querySelector('a').focus()
    })
    map.getContainer().addEventListener('keydown', (event) => event.key === 'Escape' && map.closePopup())
    keyboard(map, groupes)
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer()) // larger text, a folded panel
    map.on('popupclose', ({ popup: closed }) => {
      // Escape or the cross: the keyboard goes back to the marker, not to the top of the page.
      const { activeElement } = document // the body, when the bubble is already gone
      if (activeElement === document.body || closed.getElement()?.contains(activeElement)) closed._source?.getElement()?.focus()
    })
    tie(groupes)
    const reorder = () => inListOrder(map, groupes)
    groupes.on('animationend', reorder)
    map.on('moveend', reorder)
    document.addEventListener('lieux:montres', ({ detail: keys }) => {
      const focused = map.getContainer().contains(document.activeElement)
      order = keys
      draw(groupes)
      if (keys.length) frame(map, contours, groupes)
      reorder()
      if (focused && document.activeElement === document.body) map.getContainer().focus({ preventScroll: true })
    })
    if (order) draw(groupes)
    reorder()
    background(map, fond)
  }

  // Around a commune, every outline says its name at once; the page's own lists say them to those who hear.
  function nameTowns(map, contours, groupes) {
    const pane = map.createPane('noms')
    pane.setAttribute('aria-hidden', 'true')
    const here = ({ feature }) => feature.properties.commune === holder.dataset.commune
    const names = contours.getLayers().sort((one, other) => here(other) - here(one)).map((layer) => {
      const text = Object.assign(document.createElement('span'), { textContent: layer.feature.properties.nom })
      return L.tooltip({ permanent: true, direction: 'center', className: 'nom-commune', pane: 'noms', opacity: 1 })
        .setLatLng(layer.getBounds().getCenter()).setContent(text).addTo(map)
    })
    // In the middle, else under or over the places that stand there; a name without room waits until the map is larger.
    const aside = [0, 26 * LETTER, -26 * LETTER].map((down) => L.point(0, down))
    const within = (box, frame) => box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
    const apart = (box, other) => box.right < other.left || other.right < box.left || box.bottom < other.top || other.bottom < box.top
    const sort = () => {
      const frame = map.getContainer().getBoundingClientRect()
      const taken = [...map.getPane('markerPane').children].map((marker) => marker.getBoundingClientRect())
      for (const name of names) {
        const free = aside.some((offset) => {
          name.options.offset = offset
          name.update()
          const box = name.getElement().getBoundingClientRect()
          return within(box, frame) && taken.every((other) => apart(box, other)) && taken.push(box)
        })
        name.getElement().style.visibility = free ? '' : 'hidden'
      }
    }
    map.on('zoomend moveend resize', sort)
    groupes.on('animationend', sort)
    sort()
  }

  // What Leaflet leaves out for the keyboard: Space presses every button of the map; Enter and Space open a group of
  // places (its own clusters answer to the mouse only), whose first place takes the focus; a focused marker is in view.
  function keyboard(map, groupes) {
    let opened // by a key: the icon of the group, and its places
    const enter = () => {
      const icon = opened && first(opened.places, groupes)
      if (!icon || icon === opened.icon) return // the map has not moved yet
      opened = undefined
      icon.focus()
    }
    groupes.on('animationend spiderfied', enter)
    map.on('moveend', enter)
    holder.parentElement.addEventListener('keydown', (event) => {
      const group = event.target.closest('.groupe-lieux')
      if (!(event.key === ' ' && event.target.closest('[role=button]')) && !(event.key === 'Enter' && group)) return
      event.preventDefault()
      if (group) {
        groupes.once('clusterclick', ({ layer }) => {
          opened = { icon: group, places: layer.getAllChildMarkers() }
          enter()
        })
      }
      event.target.click()
    })
    map.getPane('markerPane').addEventListener('focusin', ({ target }) => {
      if (target.matches(':focus-visible')) bringIn(map, target) // not under a mouse's finger: the click would miss it
    })
  }

  const inOrder = () => (whole && order) || [...document.querySelectorAll('[data-lieu]')].map(({ dataset }) => dataset.lieu)

  // The icon, in the order of the list, of the first of some places: its own, or that of the smaller group it is in.
  function first(places, groupes) {
    const wanted = new Set(places)
    for (const key of inOrder()) {
      const marker = all(key).find((own) => wanted.has(own))
      if (marker) return groupes.getVisibleParent(marker)?.getElement()
    }
  }

  function bringIn(map, icon) {
    map.getContainer().scrollTo(0, 0) // the browser scrolled it to show the icon, Leaflet is about to put it back
    const frame = map.getContainer().getBoundingClientRect()
    const at = icon.getBoundingClientRect()
    const aside = Math.min(at.left - frame.left - ROOM.left, 0) || Math.max(at.right - frame.right + ROOM.right, 0)
    const along = Math.min(at.top - frame.top - ROOM.top, 0) || Math.max(at.bottom - frame.bottom + ROOM.bottom, 0)
    if (aside || along) map.panBy([aside, along], { animate: false })
  }

  // The finder filtered its list: the same places, in the same order.
  function draw(groupes) {
    groupes.clearLayers()
    groupes.addLayers(order.flatMap(all))
  }

  // The keyboard meets the markers in the order of the list (a cluster stands where its first place does).
  function inListOrder(map, groupes) {
    const icons = new Set()
    for (const key of inOrder()) {
      for (const marker of all(key)) {
        const icon = groupes.hasLayer(marker) && groupes.getVisibleParent(marker)?.getElement()
        if (icon) icons.add(icon)
      }
    }
    const focused = document.activeElement
    map.getPane('markerPane').append(...icons)
    if (icons.has(focused)) focused.focus({ preventScroll: true }) // moving an element takes the focus off it
  }

  function frame(map, contours, lieux) {
    const here = contours.getLayers().find((layer) => layer.feature.properties.commune === holder.dataset.commune)
    const bounds = here ? here.getBounds() : lieux.getLayers().length ? lieux.getBounds() : contours.getBounds()
    map.fitBounds(bounds.pad(here ? 0.5 : 0.1).extend(wide(bounds.getCenter())), { maxZoom: 15 })
  }

  const wide = ({ lat, lng }) => L.latLngBounds([lat - APART, lng - APART], [lat + APART, lng + APART])

  // A place of the list and its markers answer to each other, whichever lines the finder shows.
  function tie(groupes) {
    const light = (key, on) => {
      for (const marker of markers.get(key) ?? []) groupes.getVisibleParent(marker)?.getElement()?.classList.toggle('marqueur--vu', on)
      for (const line of document.querySelectorAll(`[data-lieu="${CSS.escape(key)}"]`)) line.classList.toggle('lieu--vu', on)
    }
    for (const [gesture, on] of [['mouseover', true], ['mouseout', false], ['focusin', true], ['focusout', false]]) {
      document.addEventListener(gesture, ({ target }) => {
        const line = target.closest?.('[data-lieu]')
        if (line) light(line.dataset.lieu, on)
      })
    }
    for (const [key, own] of markers) {
      for (const marker of own) {
        marker.on('mouseover', () => light(key, true)).on('mouseout', () => light(key, false))
        marker.on('add', () => {
          marker.getElement().addEventListener('focus', () => light(key, true))
          marker.getElement().addEventListener('blur', () => light(key, false))
        })
      }
    }
  }

  // A row of the table and its outline answer to each other. Outlines take no focus, the table is the keyboard's way:
  // hence no bindTooltip, whose focus listeners make each outline a stop of the keyboard in Chromium.
  function tieRows(map, contours) {
    const bubble = L.tooltip({ opacity: 1 })
    let hide = () => {}
    let touched // by a finger: a mouse that rests elsewhere does not take the bubble away, the next touch does
    const show = (layer, row, latlng, event) => {
      hide()
      touched = event?.pointerType === 'touch'
      const light = (on) => {
        layer.getElement().classList.toggle('contour--vu', on)
        row.classList.toggle('ligne--vue', on)
      }
      hide = () => {
        light(false)
        bubble.remove()
        hide = () => {}
      }
      light(true)
      layer.bringToFront()
      const text = Object.assign(document.createElement('span'), { textContent: row.dataset.bulle })
      bubble.setContent(text).setLatLng(latlng).openOn(map)
    }
    contours.eachLayer((layer) => {
      const row = rows.get(layer.feature.properties.commune)
      if (!row) return
      layer.on('mouseover click', ({ latlng, originalEvent }) => show(layer, row, latlng, originalEvent))
      layer.on('mouseout', () => touched || hide())
      for (const start of ['mouseenter', 'focusin']) {
        row.addEventListener(start, () => show(layer, row, layer.getBounds().getCenter()))
      }
      for (const end of ['mouseleave', 'focusout']) row.addEventListener(end, () => hide())
    })
    document.addEventListener('keydown', (event) => event.key === 'Escape' && hide())
    document.addEventListener('pointerdown', () => touched && hide())
  }

  // The map background comes from IGN's servers, so only the visitor's gesture asks for it.
  function background(map, fond) {
    if (!tools) return // a map of figures has no background: it would hide its colours
    const button = tools.querySelector('[data-carte="fond"]')
    button.addEventListener('click', () => {
      const shown = map.hasLayer(fond)
      if (shown) fond.remove()
      else fond.addTo(map).bringToBack()
      button.setAttribute('aria-pressed', String(!shown))
      button.textContent = shown ? 'Afficher le fond de carte IGN' : 'Masquer le fond de carte IGN'
      holder.classList.toggle('folium-map--fond', !shown)
      tools.querySelector('[data-carte="annonce"]').textContent = shown ? 'Fond de carte masqué.' : 'Fond de carte affiché.'
    })
  }

  return { surLaListe, marqueur, groupe, styleContour, demarrer }
})()
