// How many outlines and markers of a map its frame cuts.
() => {
  const frame = document.querySelector('.folium-map').getBoundingClientRect()
  return [...document.querySelectorAll('.contour, .leaflet-marker-pane > *')].filter((one) => {
    const box = one.getBoundingClientRect()
    return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom
  }).length
}
