// Of the names that a map tells: that of its own commune, how many others, whether they are apart, and inside.
() => {
  const names = [...document.querySelectorAll('.nom')].filter((e) => e.style.visibility === '')
  const boxes = names.map((e) => e.firstChild.getBoundingClientRect())
  const apart = (a, b) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top
  const frame = document.querySelector('.folium-map')
  const communes = geo_json_contours.getLayers().map((one) => one.feature.properties)
  const [own] = communes.filter((one) => one.lieu === frame.dataset.autour)
  const { left, top, right, bottom } = frame.getBoundingClientRect()
  return {
    own: names.some((e) => e.textContent === own.nom),
    others: names.filter((e) => e.textContent !== own.nom && communes.some((one) => one.nom === e.textContent)).length,
    apart: boxes.every((a, i) => boxes.slice(0, i).every((b) => apart(a, b))),
    inside: boxes.every((box) => box.left >= left && box.right <= right && box.top >= top && box.bottom <= bottom),
  }
}
