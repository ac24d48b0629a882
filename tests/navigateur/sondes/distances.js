// The distances that the page works out, in km.
async ({ pairs }) => {
  const { distance } = await import(new URL('../assets/js/distance.js', location))
  return pairs.map(([a, b]) => distance(a, b))
}
