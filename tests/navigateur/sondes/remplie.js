// How much of its frame what a map draws takes, along its longer side: 1 is all.
() => {
  const frame = document.querySelector('.folium-map').getBoundingClientRect()
  const boxes = [...document.querySelectorAll('.contour, .leaflet-marker-pane > *')].map((one) => one.getBoundingClientRect())
  const wide = Math.max(...boxes.map((box) => box.right)) - Math.min(...boxes.map((box) => box.left))
  const high = Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top))
  return Math.max(wide / frame.width, high / frame.height)
}
